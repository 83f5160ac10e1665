import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest'
import { startTables, type TestTables } from '../../test/support/chat-tables.ts'
import type { DynamoDb } from '../../twin/services/dynamodb.ts'
import type { Chat } from './chat.ts'
import { type ChatStore, chatStore } from './store.ts'

let dynamodb: DynamoDb
let tables: TestTables
let store: ChatStore
let user: string
let chat: Chat
beforeAll(async () => {
  ;({ dynamodb, tables } = await startTables())
  store = chatStore(tables)
})
beforeEach(async () => {
  user = randomUUID()
  ;({ chat } = await store.start(user, 'A title', 'Why?'))
})
afterEach(() => {
  dynamodb.fail = undefined
  vi.useRealTimers()
})
afterAll(() => dynamodb.close())

it('gives a chat another title, and leaves its times and its place in the list', async () => {
  const { chat: newer } = await store.start(user, 'A newer one', 'Why?')
  const renamed = { ...chat, title: 'Graphs 😀' }
  expect(await store.rename(user, chat.id.toUpperCase(), 'Graphs 😀')).toEqual(renamed)
  expect(await store.find(user, chat.id)).toEqual(renamed)
  const { chats } = await store.list(user)
  expect(chats).toHaveLength(2)
  expect(chats).toEqual(expect.arrayContaining([renamed, newer]))
})

it.each([
  ['of another user', () => [randomUUID(), chat.id]],
  ['that is nowhere', () => [user, randomUUID()]],
  ['whose id is no UUID', () => [user, '__proto__']],
  ['of a user whose id cannot be a key', () => ['\ud800', chat.id]],
])('renames no chat %s, and creates none', async (_, named) => {
  const [userId = '', chatId = ''] = named()
  expect(await store.rename(userId, chatId, 'Mine')).toBeUndefined()
  expect(await store.find(userId, chatId)).toBeUndefined()
  expect(await store.find(user, chat.id)).toEqual(chat)
})

it('renames no chat that has expired', async () => {
  const mortal = chatStore({ ...tables, ttlDays: 1 })
  const { chat: expiring } = await mortal.start(user, 'A title', 'Why?')
  expect(await mortal.rename(user, expiring.id, 'Still there')).toMatchObject({ id: expiring.id })
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 86_401_000 })
  expect(await mortal.rename(user, expiring.id, 'Too late')).toBeUndefined()
})

it('rejects when the table is unavailable', async () => {
  dynamodb.fail = { operation: 'UpdateItem', failure: 'AccessDeniedException' }
  await expect(store.rename(user, chat.id, 'B')).rejects.toMatchObject({
    code: 'history_unavailable',
    cause: { table: 'chats', error: 'AccessDeniedException' },
  })
})
