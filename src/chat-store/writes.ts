import { BatchWriteItemCommand, type WriteRequest } from '@aws-sdk/client-dynamodb'
import type { Item } from './items.ts'
import type { Send } from './requests.ts'

/** A request of a batch, and its table. */
export type Write = { table: string; request: WriteRequest }

export const put = (table: string, item: Item): Write => ({
  table,
  request: { PutRequest: { Item: item } },
})

export const erase = (table: string, key: Item): Write => ({
  table,
  request: { DeleteRequest: { Key: key } },
})

/** The most that DynamoDB takes at once. */
const batchSize = 25

/** Writes all of it. Each write stands for itself: when this throws, some may be done. */
export const writeAll = async (send: Send, writes: readonly Write[]): Promise<void> => {
  for (let at = 0; at < writes.length; at += batchSize) {
    await writeBatch(send, writes.slice(at, at + batchSize))
  }
}

async function writeBatch(send: Send, writes: readonly Write[]): Promise<void> {
  let left: Record<string, WriteRequest[]> = {}
  for (const { table, request } of writes) {
    left[table] ??= []
    left[table].push(request)
  }
  await send(async (client, options) => {
    const command = new BatchWriteItemCommand({ RequestItems: left })
    const { UnprocessedItems = {} } = await client.send(command, options)
    left = UnprocessedItems
    if (Object.keys(left).length > 0) throw unprocessed()
  })
}

/** What DynamoDB throttles of a batch comes back without an error: with one it is tried again as well. */
function unprocessed(): Error {
  return Object.assign(new Error('A part of the batch is left'), { name: 'UnprocessedItems' })
}
