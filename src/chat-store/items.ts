import { createHash } from 'node:crypto'
import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import { validate as isUuid, v5 as uuidOf } from 'uuid'
import { type Item, strings } from '../dynamodb/items.ts'
import type { Chat, StoredMessage } from './chat.ts'

/** The longest message in UTF-8 bytes. DynamoDB's limit of an item is 400 KiB, including keys and names. */
export const maxContentBytes = 400_000

/**
 * The partition key of a chat's messages. It includes a hash of the user id, so that no two users
 * share a partition, whatever their ids are, and nobody reads another user's messages.
 */
export const chatKey = (chatId: string, userId: string): string =>
  `${chatId}.${createHash('sha256').update(userId).digest('base64url')}`

/** The key of a message. */
export const messageKey = (
  { id, user_id }: Pick<Chat, 'id' | 'user_id'>,
  messageId: string,
): Item => strings({ chat_key: chatKey(id, user_id), id: messageId })

/**
 * The id of a chat as it is stored; `undefined` if no chat can have it. Some clients print a UUID in
 * upper case, and it is the same UUID.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9562#section-4
 */
export const chatIdOf = (given: string): string | undefined =>
  isUuid(given) ? given.toLowerCase() : undefined

/**
 * The id of a user's chat that begins with this question, so that a repeated request finds it. The
 * user is part of it: nobody can choose the id of another user's chat.
 */
export const chatIdBegunBy = (questionId: string, userId: string): string =>
  uuidOf(userId, questionId)

export const chatOf = (item: Item): Chat => ({
  id: textOf(item.id),
  user_id: textOf(item.user_id),
  title: textOf(item.title),
  created_at: textOf(item.created_at),
  updated_at: textOf(item.updated_at),
})

/** A message as an item. A message that is too long is cut and marked. */
export const messageItem = (
  chat: Pick<Chat, 'id' | 'user_id'>,
  { id, question_id, replaces, role, content, incomplete }: StoredMessage,
): Item => {
  const kept = upTo(maxContentBytes, content.toWellFormed())
  return {
    ...strings({ chat_key: chatKey(chat.id, chat.user_id), id, role, content: kept }),
    ...(question_id !== undefined && strings({ question_id })),
    ...(replaces && strings({ replaces_from: replaces.from, replaces_until: replaces.until })),
    ...((incomplete || kept.length < content.length) && { incomplete: { BOOL: true } }),
  }
}

export const messageOf = (item: Item): StoredMessage => ({
  id: textOf(item.id),
  role: textOf(item.role) === 'user' ? 'user' : 'assistant',
  content: textOf(item.content),
  ...(item.question_id?.S !== undefined && { question_id: item.question_id.S }),
  ...(item.replaces_from?.S !== undefined &&
    item.replaces_until?.S !== undefined && {
      replaces: { from: item.replaces_from.S, until: item.replaces_until.S },
    }),
  ...(item.incomplete?.BOOL && { incomplete: true as const }),
})

/** Whether an item has not expired; DynamoDB may return expired items for days. */
export const isAlive = ({ expires_at }: Item): boolean =>
  expires_at?.N === undefined || Number(expires_at.N) > Date.now() / 1000

function textOf(attribute: AttributeValue | undefined): string {
  return attribute?.S ?? ''
}

/** The beginning of a text, cut between two characters. */
function upTo(maxBytes: number, text: string): string {
  // A UTF-16 code unit takes at most three bytes in UTF-8.
  if (text.length * 3 <= maxBytes) return text
  return text.slice(0, new TextEncoder().encodeInto(text, new Uint8Array(maxBytes)).read)
}
