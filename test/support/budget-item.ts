import { DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb'
import type { TestLimits } from './limits-table.ts'

/** What a user has spent or reserved this month, and how many reservations there are. */
export const spentBy = async (
  { table, endpoint }: TestLimits,
  user: string,
): Promise<{ used: number; reservations: number }> => {
  const client = new DynamoDBClient({ endpoint })
  const query = new QueryCommand({
    TableName: table,
    KeyConditionExpression: 'id = :id',
    ExpressionAttributeValues: { ':id': { S: `tokens#${user}` } },
  })
  const { Items: [item = {}] = [] } = await client.send(query)
  client.destroy()
  const reservations = Object.keys(item).filter((name) => name.startsWith('r#')).length
  return { used: Number(item.used?.N ?? 0), reservations }
}
