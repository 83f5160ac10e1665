import { randomUUID } from 'node:crypto'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { seedMessages, startTables, type TestTables } from '../../test/support/chat-tables.ts'
import type { DynamoDb } from '../../twin/services/dynamodb.ts'
import type { SavedQuestion } from './chat.ts'
import { makeCursor } from './cursor.ts'
import { type ChatStore, chatStore } from './store.ts'

const time = '2026-05-01T12:00:00.000Z'
let dynamodb: DynamoDb
let tables: TestTables
let store: ChatStore
beforeAll(async () => {
  ;({ dynamodb, tables } = await startTables())
  store = chatStore(tables)
})
afterEach(() => {
  dynamodb.fail = undefined
  vi.restoreAllMocks()
})
afterAll(() => dynamodb.close())

describe('a read', () => {
  /** The kind of each read: consistent, or of an index, which never is. */
  const kindsOf = async (call: (user: string, id: string) => Promise<unknown>) => {
    const user = randomUUID()
    const { chat } = await store.start(user, 'A title', 'Why?')
    const sent = vi.spyOn(DynamoDBClient.prototype, 'send')
    await call(user, chat.id)
    const inputs = sent.mock.calls.map(
      ([{ input }]) => input as { ConsistentRead?: boolean; IndexName?: string },
    )
    return inputs.map(({ ConsistentRead, IndexName }) => IndexName ?? ConsistentRead)
  }

  // What was just written must be among it, whichever replica answers.
  it.each<[string, (user: string, id: string) => Promise<unknown>, unknown[]]>([
    ['of a chat is consistent', (user, id) => store.find(user, id), [true]],
    ['of its messages is', (user, id) => store.newest(user, id, 2), [true]],
    ['of both is', (user, id) => store.read(user, id), [true, true]],
    [
      'for an answer to a question that is gone is, before both of it is erased',
      (user, id) => store.answer(askedIn(user, id), 'a'),
      [undefined, true, true, undefined, undefined],
    ],
    ['for a removal is', (user, id) => store.remove(user, id), [undefined, true, undefined]],
    ['of the list cannot be', (user) => store.list(user), ['by_user']],
  ])('%s', async (_, call, kinds) => {
    expect(await kindsOf(call)).toEqual(kinds)
  })
})

it.each<[string, (asked: SavedQuestion) => Promise<unknown>, object]>([
  ['a first question', ({ chat }) => store.start(chat.user_id, 'A', 'B'), { BatchWriteItem: 1 }],
  ['a further one', ({ chat }) => store.ask(chat, 'B'), { BatchWriteItem: 1, UpdateItem: 1 }],
  ['an answer', (asked) => store.answer(asked, 'B'), { BatchWriteItem: 1, GetItem: 1 }],
])('needs no more requests for %s than it must', async (_, write, requests) => {
  const asked = await store.start(randomUUID(), 'A title', 'Why?')
  dynamodb.resetCounts()
  await write(asked)
  expect(dynamodb.counts.requests).toEqual(requests)
})

it.each(['x'.repeat(1_025), 'a\ud83d', ''])('keeps no chats of a user %j', async (user) => {
  const refused = { statusCode: 403, code: 'forbidden' }
  await expect(store.start(user, 'A title', 'Why?')).rejects.toMatchObject(refused)
})

it.each([
  ['a', 'no-id'],
  ['x'.repeat(1_025), randomUUID()],
])('asks for no chat that cannot be there: %#', async (user, id) => {
  dynamodb.resetCounts()
  expect(await store.find(user, id)).toBeUndefined()
  expect(await store.newest(user, id, 2)).toEqual([])
  expect(await store.read(user, id)).toBeUndefined()
  expect(await store.remove(user, id)).toBe(false)
  expect(dynamodb.counts.requests).toEqual({})
})

it('names the table or the index that cannot be read', async () => {
  dynamodb.fail = 'AccessDeniedException'
  await expect(store.newest('a', randomUUID(), 2)).rejects.toMatchObject({
    cause: { table: tables.messagesTable, error: 'AccessDeniedException' },
  })
  await expect(store.list('a')).rejects.toMatchObject({
    cause: { table: `${tables.chatsTable}/index/by_user`, error: 'AccessDeniedException' },
  })
})

describe('a page', () => {
  it('ends after one megabyte, and the next one goes on there', async () => {
    const user = randomUUID()
    const { chat } = await store.start(user, 'A title', 'Why?')
    await seedMessages(tables, chat, 6, 300_000)
    const seen: string[] = []
    let cursor: string | undefined
    let pages = 0
    do {
      const page = await store.read(user, chat.id, cursor === undefined ? {} : { cursor })
      seen.unshift(...(page?.messages ?? []).map(({ content }) => content.trimEnd()))
      cursor = page?.cursor
      pages += 1
    } while (cursor !== undefined)
    expect([pages, seen]).toEqual([2, ['Why?', '0', '1', '2', '3', '4', '5']])
  })

  it('has 20 chats where no limit is given', async () => {
    const user = randomUUID()
    await Promise.all(Array.from({ length: 21 }, () => store.start(user, 'A title', 'Why?')))
    const first = await store.list(user)
    expect(first.chats).toHaveLength(20)
    expect((await store.list(user, { cursor: String(first.cursor) })).chats).toHaveLength(1)
  })
})

describe('a cursor', () => {
  const user = 'a user'
  const id = randomUUID()
  const refused = {
    statusCode: 400,
    code: 'invalid_cursor',
    cause: { package: 'middy-chat/chat-history' },
  }

  it.each([
    ['too few words', [time]],
    ['too many words', [time, id, id]],
    ['an empty word', ['', id]],
    ['another character', [time, `${id}#`]],
    ['a word that is too long', [time, 'x'.repeat(101)]],
  ])('of the list with %s is refused', async (_, place) => {
    const cursor = makeCursor([user], place)
    await expect(store.list(user, { cursor })).rejects.toMatchObject(refused)
  })

  it.each([
    ['too few words', []],
    ['too many words', [id, id]],
    ['an empty word', ['']],
    ['another character', ['a b']],
    ['a word that is too long', ['x'.repeat(101)]],
  ])('of a chat with %s is refused', async (_, place) => {
    const cursor = makeCursor([user, id], place)
    await expect(store.read(user, id, { cursor })).rejects.toMatchObject(refused)
  })

  it('with another place leads to it, in the same list', async () => {
    const { chat } = await store.start(user, 'A title', 'Why?')
    const cursor = makeCursor([user], ['9999-01-01T00:00:00.000Z', 'x'.repeat(100)])
    expect((await store.list(user, { cursor })).chats).toEqual([chat])
    const before = makeCursor([user], ['0000-01-01T00:00:00.000Z', id])
    expect(await store.list(user, { cursor: before })).toEqual({ chats: [] })
  })
})

function askedIn(user_id: string, id: string) {
  return {
    chat: { id, user_id, title: '', created_at: time, updated_at: time },
    turn: randomUUID(),
  }
}
