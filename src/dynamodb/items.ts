import type { AttributeValue } from '@aws-sdk/client-dynamodb'

export type Item = Record<string, AttributeValue>

/** DynamoDB's limit of a sort key in bytes; that of a partition key is twice as much. */
const maxSortKeyBytes = 1_024

/** Whether DynamoDB can store it unchanged as a key. */
export const isKey = (value: string): boolean =>
  value !== '' && value.isWellFormed() && Buffer.byteLength(value) <= maxSortKeyBytes

export const strings = (values: Record<string, string>): Item =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, { S: value }]))

export const numbers = (values: Record<string, number>): Item =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, { N: String(value) }]))

/** The TTL attribute of an item that is written now. */
export const expiry = (ttlDays: number | undefined): Item =>
  ttlDays === undefined
    ? {}
    : { expires_at: { N: String(Math.floor(Date.now() / 1000) + ttlDays * 86_400) } }
