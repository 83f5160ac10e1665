import { randomUUID } from 'node:crypto'
import {
  BatchWriteItemCommand,
  CreateTableCommand,
  type CreateTableCommandInput,
  DynamoDBClient,
  paginateScan,
} from '@aws-sdk/client-dynamodb'
import { v7 as newId } from 'uuid'
import type { Chat } from '../../src/chat-store/chat.ts'
import { messageItem } from '../../src/chat-store/items.ts'
import type { ChatStore } from '../../src/chat-store/store.ts'
import { type DynamoDb, startDynamoDb } from '../../twin/services/dynamodb.ts'
import { chatTables } from '../../twin/services/tables.ts'

/** Where tests find the tables, for `chatStore` and `chatHistory`. */
export type TestTables = { endpoint: string; chatsTable: string; messagesTable: string }

/** The twin's tables, with its counters and faults. @param more further tables beside them */
export const startTables = async (
  more: readonly CreateTableCommandInput[] = [],
): Promise<{ dynamodb: DynamoDb; tables: TestTables }> => {
  const names = { chats: 'chats', messages: 'messages' }
  const dynamodb = await startDynamoDb({ tables: [...chatTables(names), ...more] })
  return { dynamodb, tables: tablesOf(dynamodb.url, names) }
}

/** New tables in an emulator that is already running. */
export const createTables = async (endpoint: string): Promise<TestTables> => {
  const suffix = randomUUID()
  const names = { chats: `chats-${suffix}`, messages: `messages-${suffix}` }
  const client = new DynamoDBClient({ endpoint })
  for (const table of chatTables(names)) await client.send(new CreateTableCommand(table))
  client.destroy()
  return tablesOf(endpoint, names)
}

/** Everything in both tables that names this chat. */
export const everythingOf = async (
  { endpoint, chatsTable, messagesTable }: TestTables,
  chatId: string,
): Promise<object[]> => {
  const client = new DynamoDBClient({ endpoint })
  const found: object[] = []
  for (const TableName of [chatsTable, messagesTable]) {
    for await (const { Items = [] } of paginateScan({ client }, { TableName })) {
      found.push(...Items.filter((item) => JSON.stringify(item).includes(chatId)))
    }
  }
  client.destroy()
  return found
}

/** Writes so many messages of so many bytes, bypassing the store: questions and answers in turn. */
export const seedMessages = async (
  { endpoint, messagesTable }: TestTables,
  chat: Chat,
  count: number,
  bytes: number,
): Promise<void> => {
  let turn = ''
  const requests = Array.from({ length: count }, (_, at) => {
    const isQuestion = at % 2 === 0
    if (isQuestion) turn = newId()
    const role = isQuestion ? ('user' as const) : ('assistant' as const)
    const written = { id: `${turn}.${at % 2}`, role, content: `${at}`.padEnd(bytes) }
    return { PutRequest: { Item: messageItem(chat, written) } }
  })
  const client = new DynamoDBClient({ endpoint })
  while (requests.length > 0) {
    const batch = { [messagesTable]: requests.splice(0, 25) }
    await client.send(new BatchWriteItemCommand({ RequestItems: batch }))
  }
  client.destroy()
}

/**
 * Asks the questions `0`, `1`, … all at once, and echoes each as its answer, later ones sooner.
 *
 * @returns the questions that directly precede their own answers in the chat
 */
export const askAtOnce = async (store: ChatStore, chat: Chat, count: number): Promise<string[]> => {
  const asked = await Promise.all(
    Array.from({ length: count }, (_, at) => store.ask(chat, String(at))),
  )
  await Promise.all(
    [...asked.entries()].reverse().map(([at, one]) => one && store.answer(one, String(at))),
  )
  const messages = await store.newest(chat.user_id, chat.id, 3 * count)
  const pairs = messages.filter(
    ({ role, content }, at) => role === 'user' && messages[at + 1]?.content === content,
  )
  return pairs.map(({ content }) => content)
}

function tablesOf(endpoint: string, { chats, messages }: { chats: string; messages: string }) {
  return { endpoint, chatsTable: chats, messagesTable: messages }
}
