import { BatchWriteItemCommand, type WriteRequest } from '@aws-sdk/client-dynamodb'
import type { Item } from '../dynamodb/items.ts'
import type { Send } from '../dynamodb/requests.ts'

/** A write of a batch, and its table. */
export type Write = { table: string; request: WriteRequest }

export const put = (table: string, item: Item): Write => ({
  table,
  request: { PutRequest: { Item: item } },
})

export const erase = (table: string, key: Item): Write => ({
  table,
  request: { DeleteRequest: { Key: key } },
})

/** DynamoDB's limit of a batch. */
const batchSize = 25

/** Writes in batches. The writes are independent: if this throws, some may have been done. */
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
  // The service does not say by a name which of them failed.
  const tables = Object.keys(left).join(', ')
  await send(tables, async (client, options) => {
    const command = new BatchWriteItemCommand({ RequestItems: left })
    const { UnprocessedItems = {} } = await client.send(command, options)
    left = UnprocessedItems
    if (Object.keys(left).length > 0) throw unprocessed()
  })
}

/** DynamoDB returns throttled items of a batch without an error; this error makes the batch retry. */
function unprocessed(): Error {
  return Object.assign(new Error('A part of the batch is left'), { name: 'UnprocessedItems' })
}
