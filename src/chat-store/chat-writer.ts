import { GetItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb'
import { v7 as newId } from 'uuid'
import { expiry, isKey, strings } from '../dynamodb/items.ts'
import type { Chat, SavedQuestion, StoredMessage, Tables } from './chat.ts'
import type { ChatReader } from './chat-reader.ts'
import { unusableUser } from './errors.ts'
import { chatIdBegunBy, messageItem, messageKey } from './items.ts'
import { turnEraser } from './turn-eraser.ts'
import { questionIdOf, type ReplacedTurns, turnOf } from './turns.ts'
import { put, writeAll } from './writes.ts'

/** Writes the turns of a chat: the question, and later the answer. */
export type ChatWriter = {
  /** Saves a new chat with its first question. The chat's id follows from a `questionId`. */
  start(
    userId: string,
    title: string,
    question: string,
    options?: { questionId?: string | undefined },
  ): Promise<SavedQuestion>
  /** Saves a further question; `undefined` if the chat has been removed meanwhile. */
  ask(chat: Chat, question: string, options?: QuestionOptions): Promise<SavedQuestion | undefined>
  /** Saves the answer; discards it if the chat has been removed or the question asked again meanwhile. */
  answer(asked: SavedQuestion, content: string, options?: { incomplete?: boolean }): Promise<void>
}

/** How a question is saved. */
export type QuestionOptions = {
  questionId?: string | undefined
  /** The turns that this question replaces. It takes the id of the first. */
  replaced?: ReplacedTurns | undefined
  /** The chat's new title. */
  title?: string | undefined
}

export const chatWriter = (tables: Tables, { find }: Pick<ChatReader, 'find'>): ChatWriter => {
  const { chatsTable, messagesTable, ttlDays, send } = tables
  const { forget, forgetAll } = turnEraser(tables)
  // The ids are new, so a retry after a lost response is harmless.
  const message = (chat: Chat, written: StoredMessage) =>
    put(messagesTable, { ...messageItem(chat, written), ...expiry(ttlDays) })

  const isAsked = async ({ chat, turn }: SavedQuestion) => {
    const command = new GetItemCommand({
      TableName: messagesTable,
      Key: messageKey(chat, `${turn}.0`),
      ConsistentRead: true,
      ProjectionExpression: 'id',
    })
    const found = await send(messagesTable, (client, options) => client.send(command, options))
    return found?.Item !== undefined
  }

  /** @returns whether the chat exists and its last question is no later than this one */
  const touch = async ({ id, user_id, updated_at }: Chat, title: string | undefined) => {
    const { expires_at } = expiry(ttlDays)
    const changes = [
      'updated_at = :now',
      ...(title === undefined ? [] : ['title = :title']),
      ...(expires_at ? ['expires_at = :expires'] : []),
    ]
    const command = new UpdateItemCommand({
      TableName: chatsTable,
      Key: strings({ id, user_id }),
      ConditionExpression: 'attribute_exists(id) AND updated_at <= :now',
      // Without a TTL, that of an earlier configuration is removed as well.
      UpdateExpression: `SET ${changes.join(', ')}${expires_at ? '' : ' REMOVE expires_at'}`,
      ExpressionAttributeValues: {
        ...strings({ ':now': updated_at, ...(title !== undefined && { ':title': title }) }),
        ...(expires_at && { ':expires': expires_at }),
      },
    })
    const touched = await send(chatsTable, (client, options) => client.send(command, options))
    return touched !== undefined
  }

  const start: ChatWriter['start'] = async (userId, title, question, { questionId } = {}) => {
    if (!isKey(userId)) throw unusableUser()
    const now = new Date().toISOString()
    const id = questionId === undefined ? newId() : chatIdBegunBy(questionId, userId)
    const chat = { id, user_id: userId, title, created_at: now, updated_at: now }
    const turn = newId()
    await writeAll(send, [
      put(chatsTable, { ...strings(chat), ...expiry(ttlDays) }),
      message(chat, questionOf(turn, question, { questionId })),
    ])
    return { chat, turn }
  }

  const ask: ChatWriter['ask'] = async (chat, question, options = {}) => {
    const { replaced, title } = options
    const turn = turnAfter(replaced?.last)
    await writeAll(send, [message(chat, questionOf(turn, question, options))])
    const touched = { ...chat, updated_at: new Date().toISOString(), ...(title && { title }) }
    const isTouched = await touch(touched, title)
    const current = isTouched ? touched : await find(chat.user_id, chat.id)
    if (!current) {
      await forget({ chat, turn })
      return undefined
    }
    // Readers leave the replaced turns out already.
    if (replaced) await forgetAll(chat, replaced).catch(() => {})
    return { chat: current, turn }
  }

  const answer: ChatWriter['answer'] = async (asked, content, { incomplete = false } = {}) => {
    const { chat, turn } = asked
    const said = { id: `${turn}.1`, role: 'assistant', content } as const
    await writeAll(send, [message(chat, incomplete ? { ...said, incomplete } : said)])
    // In this order a concurrent removal either finds the answer or is found here, and so does a
    // question that is asked again. The answer is saved even if these checks fail.
    const current = await find(chat.user_id, chat.id).catch(() => chat)
    const isLast = current?.updated_at === chat.updated_at
    if (!current || !(isLast || (await isAsked(asked).catch(() => true)))) await forget(asked)
  }

  return { start, ask, answer }
}

/** The id of a new turn. Clocks differ a little, but it is later than those that it replaces. */
function turnAfter(last: StoredMessage | undefined): string {
  const id = newId()
  if (last === undefined || id > turnOf(last)) return id
  const [high = '', low = ''] = turnOf(last).split('-')
  return newId({ msecs: Number.parseInt(high + low, 16) + 1 })
}

function questionOf(
  turn: string,
  content: string,
  { replaced, questionId = replaced && questionIdOf(replaced.first) }: QuestionOptions,
): StoredMessage {
  // A single turn is replaced by its id alone.
  const isRange = replaced && replaced.first !== replaced.last
  return {
    id: `${turn}.0`,
    role: 'user',
    content,
    ...(questionId !== undefined && { question_id: questionId }),
    ...(isRange && {
      replaces: { from: turnOf(replaced.first), until: turnOf(replaced.last) },
    }),
  }
}
