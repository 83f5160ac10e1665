import { UpdateItemCommand } from '@aws-sdk/client-dynamodb'
import { v7 as newId } from 'uuid'
import type { Chat, SavedQuestion, StoredMessage, Tables } from './chat.ts'
import type { ChatReader } from './chat-reader.ts'
import { unusableUser } from './errors.ts'
import { chatKey, expiry, isKey, messageItem, strings } from './items.ts'
import { erase, put, writeAll } from './writes.ts'

/** Writes the turns of a chat: the question, and later the answer. */
export type ChatWriter = {
  /** Saves a new chat with its first question. */
  start(userId: string, title: string, question: string): Promise<SavedQuestion>
  /** Saves a further question; `undefined` if the chat has been removed meanwhile. */
  ask(chat: Chat, question: string): Promise<SavedQuestion | undefined>
  /** Saves the answer; discards it if the chat has been removed meanwhile. */
  answer(asked: SavedQuestion, content: string, options?: { incomplete?: boolean }): Promise<void>
}

export const chatWriter = (
  { chatsTable, messagesTable, ttlDays, send }: Tables,
  { find }: Pick<ChatReader, 'find'>,
): ChatWriter => {
  // The ids are new, so a retry after a lost response is harmless.
  const message = (chat: Chat, written: StoredMessage) =>
    put(messagesTable, { ...messageItem(chat, written), ...expiry(ttlDays) })

  const forget = ({ chat, turn }: SavedQuestion) =>
    writeAll(
      send,
      [`${turn}.0`, `${turn}.1`].map((id) =>
        erase(messagesTable, strings({ chat_key: chatKey(chat.id, chat.user_id), id })),
      ),
    )

  /** @returns whether the chat exists and its last question is no later than this one */
  const touch = async ({ id, user_id }: Chat, updated_at: string) => {
    const { expires_at } = expiry(ttlDays)
    const command = new UpdateItemCommand({
      TableName: chatsTable,
      Key: strings({ id, user_id }),
      ConditionExpression: 'attribute_exists(id) AND updated_at <= :now',
      // Without a TTL, that of an earlier configuration is removed as well.
      UpdateExpression: `SET updated_at = :now${expires_at ? ', expires_at = :expires' : ' REMOVE expires_at'}`,
      ExpressionAttributeValues: {
        ...strings({ ':now': updated_at }),
        ...(expires_at && { ':expires': expires_at }),
      },
    })
    const touched = await send(chatsTable, (client, options) => client.send(command, options))
    return touched !== undefined
  }

  const start: ChatWriter['start'] = async (userId, title, question) => {
    if (!isKey(userId)) throw unusableUser()
    const now = new Date().toISOString()
    const chat = { id: newId(), user_id: userId, title, created_at: now, updated_at: now }
    const turn = newId()
    await writeAll(send, [
      put(chatsTable, { ...strings(chat), ...expiry(ttlDays) }),
      message(chat, { id: `${turn}.0`, role: 'user', content: question }),
    ])
    return { chat, turn }
  }

  const ask: ChatWriter['ask'] = async (chat, question) => {
    const turn = newId()
    await writeAll(send, [message(chat, { id: `${turn}.0`, role: 'user', content: question })])
    const updated_at = new Date().toISOString()
    const isTouched = await touch(chat, updated_at)
    const current = isTouched ? { ...chat, updated_at } : await find(chat.user_id, chat.id)
    if (current) return { chat: current, turn }
    await forget({ chat, turn })
    return undefined
  }

  const answer: ChatWriter['answer'] = async (asked, content, { incomplete = false } = {}) => {
    const { chat, turn } = asked
    const said = { id: `${turn}.1`, role: 'assistant', content } as const
    await writeAll(send, [message(chat, incomplete ? { ...said, incomplete } : said)])
    // In this order a concurrent removal either finds the answer or is found here. The answer is
    // saved even if this check fails.
    if (!(await find(chat.user_id, chat.id).catch(() => chat))) await forget(asked)
  }

  return { start, ask, answer }
}
