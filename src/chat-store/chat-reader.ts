import { GetItemCommand, QueryCommand, type QueryCommandInput } from '@aws-sdk/client-dynamodb'
import { isKey, strings } from '../dynamodb/items.ts'
import type { Chat, Message, StoredMessage, Tables } from './chat.ts'
import { makeCursor, readCursor } from './cursor.ts'
import { invalidCursor } from './errors.ts'
import { chatIdOf, chatKey, chatOf, isAlive, messageOf } from './items.ts'
import { currentOf, questionIdOf } from './turns.ts'

/** A page of a user's chats, and the cursor of the next page if there is one. */
export type ChatPage = { chats: Chat[]; cursor?: string }

/** A chat with a page of its messages, and the cursor of the older page if there is one. */
export type MessagePage = { chat: Chat; messages: Message[]; cursor?: string }

/** Reads chats. */
export type ChatReader = {
  /** A chat; `undefined` if this user has no chat with this id. */
  find(userId: string, chatId: string): Promise<Chat | undefined>
  /** The newest messages of a chat, oldest first: at most `count`, and one megabyte. None if there is no such chat. */
  newest(userId: string, chatId: string, count: number): Promise<StoredMessage[]>
  /** The same, but as many as it takes to have `count` messages before the question with this id. */
  newestFrom(
    userId: string,
    chatId: string,
    questionId: string,
    count: number,
  ): Promise<StoredMessage[]>
  /** The chats of a user, newest first; a new one may be missing for a moment. @throws HttpError 400 `invalid_cursor` */
  list(userId: string, options?: { cursor?: string; limit?: number }): Promise<ChatPage>
  /** A chat and its newest messages, or the ones before the cursor, oldest first. @throws HttpError 400 `invalid_cursor` */
  read(
    userId: string,
    chatId: string,
    options?: { cursor?: string },
  ): Promise<MessagePage | undefined>
}

const chatsOfAPage = 20
const messagesOfAPage = 100

export const chatReader = ({ chatsTable, messagesTable, send }: Tables): ChatReader => {
  const query = async (input: Omit<QueryCommandInput, 'ScanIndexForward'>) => {
    const command = new QueryCommand({ ...input, ScanIndexForward: false })
    const table = [input.TableName, input.IndexName].filter(Boolean).join('/index/')
    const found = await send(table, (client, options) => client.send(command, options))
    return { items: (found?.Items ?? []).filter(isAlive), last: found?.LastEvaluatedKey }
  }

  const find = async (userId: string, chatId: string) => {
    const id = chatIdOf(chatId)
    if (id === undefined || !isKey(userId)) return undefined
    const Key = strings({ id, user_id: userId })
    const command = new GetItemCommand({ TableName: chatsTable, Key, ConsistentRead: true })
    const found = await send(chatsTable, (client, options) => client.send(command, options))
    return found?.Item && isAlive(found.Item) ? chatOf(found.Item) : undefined
  }

  const messages = async (userId: string, chatId: string, count: number, before?: string) => {
    const id = chatIdOf(chatId)
    if (id === undefined || !isKey(userId)) return { messages: [], last: undefined }
    const chat_key = chatKey(id, userId)
    const { items, last } = await query({
      TableName: messagesTable,
      // The answer to the previous question must be among them.
      ConsistentRead: true,
      KeyConditionExpression: 'chat_key = :key',
      ExpressionAttributeValues: strings({ ':key': chat_key }),
      ExclusiveStartKey: before === undefined ? undefined : strings({ chat_key, id: before }),
      Limit: count,
    })
    return { messages: currentOf(items.map(messageOf).reverse()), last: last?.id?.S }
  }

  const newest = async (userId: string, chatId: string, count: number) =>
    (await messages(userId, chatId, count)).messages

  const newestFrom: ChatReader['newestFrom'] = async (userId, chatId, questionId, count) => {
    let found: StoredMessage[] = []
    let before: string | undefined
    const at = () => found.findIndex((message) => questionIdOf(message) === questionId)
    do {
      const page = await messages(userId, chatId, messagesOfAPage, before)
      found = currentOf([...page.messages, ...found])
      before = page.last
    } while (before !== undefined && at() < count)
    return found
  }

  const list: ChatReader['list'] = async (userId, { cursor, limit = chatsOfAPage } = {}) => {
    if (!isKey(userId)) return { chats: [] }
    const scope = [userId]
    const [updated_at, id] = placeOf(scope, cursor, 2)
    const { items, last } = await query({
      TableName: chatsTable,
      IndexName: 'by_user',
      KeyConditionExpression: 'user_id = :user',
      ExpressionAttributeValues: strings({ ':user': userId }),
      ExclusiveStartKey:
        updated_at && id ? strings({ user_id: userId, updated_at, id }) : undefined,
      Limit: limit,
    })
    const place = last && [last.updated_at?.S ?? '', last.id?.S ?? '']
    return { chats: items.map(chatOf), ...(place && { cursor: makeCursor(scope, place) }) }
  }

  const read: ChatReader['read'] = async (userId, chatId, { cursor } = {}) => {
    const scope = [userId, chatIdOf(chatId) ?? chatId]
    const [before] = placeOf(scope, cursor, 1)
    const [chat, page] = await Promise.all([
      find(userId, chatId),
      messages(userId, chatId, messagesOfAPage, before),
    ])
    return (
      chat && {
        chat,
        messages: page.messages.map(shown),
        ...(page.last !== undefined && { cursor: makeCursor(scope, [page.last]) }),
      }
    )
  }

  return { find, newest, newestFrom, list, read }
}

/** A message as a client sees it. */
function shown(stored: StoredMessage): Message {
  const { id, question_id, replaces, ...message } = stored
  return message.role === 'user' ? { id: questionIdOf(stored), ...message } : message
}

function placeOf(scope: readonly string[], cursor: string | undefined, words: number) {
  if (cursor === undefined) return []
  const place = readCursor(scope, cursor, words)
  if (!place) throw invalidCursor()
  return place
}
