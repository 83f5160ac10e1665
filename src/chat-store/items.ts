import { createHash } from 'node:crypto'
import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import type { Chat, StoredMessage } from './chat.ts'

export type Item = Record<string, AttributeValue>

/** The most that a message may hold, in bytes of UTF-8: an item holds 400 KiB, with its keys and names. */
export const maxContentBytes = 400_000

/** The longest key of a sort, in bytes: `user_id` is one. */
const maxSortKeyBytes = 1_024

/**
 * The partition of a chat's messages. The user is part of it, hashed: however odd their name is, no
 * two users share one, and nobody reads messages of a chat that is not theirs.
 */
export const chatKey = (chatId: string, userId: string): string =>
  `${chatId}.${createHash('sha256').update(userId).digest('base64url')}`

/** Whether DynamoDB can hold it as a key, unchanged. */
export const isKey = (value: string): boolean =>
  value !== '' && value.isWellFormed() && Buffer.byteLength(value) <= maxSortKeyBytes

export const strings = (values: Record<string, string>): Item =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, { S: value }]))

export const chatOf = (item: Item): Chat => ({
  id: textOf(item.id),
  user_id: textOf(item.user_id),
  title: textOf(item.title),
  created_at: textOf(item.created_at),
  updated_at: textOf(item.updated_at),
})

/** As much of the message as an item holds; what had to be cut is marked. */
export const messageItem = (
  chat: Pick<Chat, 'id' | 'user_id'>,
  { id, role, content, incomplete }: StoredMessage,
): Item => {
  const kept = upTo(maxContentBytes, content.toWellFormed())
  return {
    ...strings({ chat_key: chatKey(chat.id, chat.user_id), id, role, content: kept }),
    ...((incomplete || kept.length < content.length) && { incomplete: { BOOL: true } }),
  }
}

export const messageOf = (item: Item): StoredMessage => ({
  id: textOf(item.id),
  role: textOf(item.role) === 'user' ? 'user' : 'assistant',
  content: textOf(item.content),
  ...(item.incomplete?.BOOL && { incomplete: true as const }),
})

/** DynamoDB may return an item for days after it has expired. */
export const isAlive = ({ expires_at }: Item): boolean =>
  expires_at?.N === undefined || Number(expires_at.N) > Date.now() / 1000

/** When an item that is written now expires. */
export const expiry = (ttlDays: number | undefined): Item =>
  ttlDays === undefined
    ? {}
    : { expires_at: { N: String(Math.floor(Date.now() / 1000) + ttlDays * 86_400) } }

function textOf(attribute: AttributeValue | undefined): string {
  return attribute?.S ?? ''
}

/** The beginning of a text, cut between two characters. */
function upTo(maxBytes: number, text: string): string {
  // No character has more than three bytes for each of its UTF-16 units.
  if (text.length * 3 <= maxBytes) return text
  return text.slice(0, new TextEncoder().encodeInto(text, new Uint8Array(maxBytes)).read)
}
