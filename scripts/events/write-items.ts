import {
  BatchWriteItemCommand,
  type BatchWriteItemCommandInput,
  DynamoDBClient,
} from '@aws-sdk/client-dynamodb'
import type { DynamoDb } from '../../twin/services/dynamodb.ts'

/** Writes one batch of items, by table, into the twin's DynamoDB. */
export const writeItems = async (
  { url }: Pick<DynamoDb, 'url'>,
  items: NonNullable<BatchWriteItemCommandInput['RequestItems']>,
): Promise<void> => {
  const client = new DynamoDBClient({
    endpoint: url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  })
  await client.send(new BatchWriteItemCommand({ RequestItems: items }))
  client.destroy()
}
