import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import {
  everythingOf,
  seedMessages,
  startTables,
  type TestTables,
} from '../../test/support/chat-tables.ts'
import type { DynamoDb } from '../../twin/services/dynamodb.ts'
import { expiry, strings } from '../dynamodb/items.ts'
import type { Send } from '../dynamodb/requests.ts'
import type { SavedQuestion, Tables } from './chat.ts'
import { chatRemover } from './chat-remover.ts'
import { chatWriter } from './chat-writer.ts'
import { historyUnavailable } from './errors.ts'
import { messageItem } from './items.ts'
import { requests } from './requests.ts'
import { type ChatStore, chatStore } from './store.ts'
import { put, writeAll } from './writes.ts'

let dynamodb: DynamoDb
let tables: TestTables
let store: ChatStore
let user: string
let asked: SavedQuestion
beforeAll(async () => {
  ;({ dynamodb, tables } = await startTables())
  store = chatStore(tables)
})
beforeEach(async () => {
  user = randomUUID()
  asked = await store.start(user, 'A title', 'Why?')
  dynamodb.resetCounts()
})
afterEach(() => {
  dynamodb.fail = undefined
  vi.useRealTimers()
})
afterAll(() => dynamodb.close())

const unavailable = { code: 'history_unavailable', cause: { error: 'AccessDeniedException' } }

/** The tables behind a sender of one's own. */
const tablesWith = (send: Send): Tables => ({ ...tables, ttlDays: undefined, send })

/** Sends so many requests, and refuses the rest. */
const refusingAfter = (allowed: number): Send => {
  const send = requests(tables.endpoint)
  let sent = 0
  return (table, operation) => {
    sent += 1
    return sent > allowed
      ? Promise.reject(historyUnavailable(table, 'AccessDeniedException'))
      : send(table, operation)
  }
}

describe('a removal', () => {
  it('finds all messages of a chat of several megabytes', async () => {
    await seedMessages(tables, asked.chat, 60, 50_000)
    const other = await store.start(user, 'Another', 'Why?')
    dynamodb.resetCounts()
    expect(await store.remove(user, asked.chat.id)).toBe(true)
    expect(dynamodb.counts.requests.Query).toBeGreaterThan(2)
    expect(await everythingOf(tables, asked.chat.id)).toEqual([])
    expect(await everythingOf(tables, other.chat.id)).toHaveLength(2)
  })

  it.each([
    ['many small messages', 60, 10],
    ['more than one page', 30, 50_000],
  ])('of %s rejects whichever request fails, until all of it is gone', async (_, count, bytes) => {
    await seedMessages(tables, asked.chat, count, bytes)
    let allowed = 0
    const tryAgain = () =>
      chatRemover(tablesWith(refusingAfter(allowed)))
        .remove(user, asked.chat.id)
        .catch((error: unknown) => error)
    for (; allowed < 20; allowed += 1) {
      const outcome = await tryAgain()
      if (outcome === true) break
      expect(outcome).toMatchObject(unavailable)
      expect(await everythingOf(tables, asked.chat.id)).not.toEqual([])
    }
    expect(await everythingOf(tables, asked.chat.id)).toEqual([])
    expect(allowed).toBeGreaterThan(2)
  })

  it('that is denied rejects, and the chat stays', async () => {
    dynamodb.fail = { operation: 'DeleteItem', failure: 'AccessDeniedException' }
    await expect(store.remove(user, asked.chat.id)).rejects.toMatchObject(unavailable)
    dynamodb.fail = undefined
    expect(await store.read(user, asked.chat.id)).toMatchObject({
      chat: asked.chat,
      messages: [{ content: 'Why?' }],
    })
  })

  it('takes a chat that has no messages, without an empty batch', async () => {
    const chat = { ...asked.chat, id: randomUUID() }
    await writeAll(requests(tables.endpoint), [put(tables.chatsTable, strings(chat))])
    dynamodb.resetCounts()
    expect(await store.remove(user, chat.id)).toBe(true)
    expect(dynamodb.counts.requests).toEqual({ DeleteItem: 1, Query: 1 })
    expect(await everythingOf(tables, chat.id)).toEqual([])
  })

  it.each([
    ['the first', 'alive', 'expired'],
    ['the last', 'expired', 'alive'],
  ])('tells that there was something if only %s page has not expired', async (_, ...ends) => {
    const chat = { ...asked.chat, id: randomUUID() }
    // Two pages of one megabyte.
    const messages = ends.flatMap((end, page) =>
      Array.from({ length: 3 }, (_, at) => ({
        ...messageItem(chat, { id: `${page}.${at}`, role: 'user', content: 'x'.repeat(340_000) }),
        ...expiry(end === 'alive' ? 1 : -1),
      })),
    )
    for (const item of messages) {
      await writeAll(requests(tables.endpoint), [put(tables.messagesTable, item)])
    }
    dynamodb.resetCounts()
    expect(await store.remove(user, chat.id)).toBe(true)
    expect(dynamodb.counts.requests.Query).toBe(2)
    expect(await store.remove(user, chat.id)).toBe(false)
  })
})

it('names both tables when a first question cannot be saved', async () => {
  dynamodb.fail = 'AccessDeniedException'
  const { chatsTable, messagesTable } = tables
  await expect(store.start(user, 'A title', 'Why?')).rejects.toMatchObject({
    cause: { table: `${chatsTable}, ${messagesTable}` },
  })
})

describe('what is saved', () => {
  it('stays when it cannot be read afterwards whether its chat exists', async () => {
    dynamodb.fail = { operation: 'GetItem', failure: 'AccessDeniedException' }
    await store.answer(asked, 'Because.')
    dynamodb.fail = undefined
    const { messages } = (await store.read(user, asked.chat.id)) ?? {}
    expect(messages?.at(-1)).toEqual({ role: 'assistant', content: 'Because.' })
  })

  it('stays of a question whose chat cannot be read afterwards', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() - 1_000 })
    dynamodb.fail = { operation: 'GetItem', failure: 'AccessDeniedException' }
    await expect(store.ask(asked.chat, 'And now?')).rejects.toMatchObject(unavailable)
    dynamodb.fail = undefined
    expect(await everythingOf(tables, asked.chat.id)).toHaveLength(3)
  })

  /** A writer for whose chats it turns out, once they are written, that they have been removed. */
  const tooLate = () =>
    chatWriter(tablesWith(requests(tables.endpoint)), {
      find: async () => {
        dynamodb.fail = { operation: 'BatchWriteItem', failure: 'AccessDeniedException' }
        return undefined
      },
    })

  it('too late is told when it cannot be erased again', async () => {
    await store.remove(user, asked.chat.id)
    await expect(tooLate().answer(asked, 'late')).rejects.toMatchObject(unavailable)
    dynamodb.fail = undefined
    await expect(tooLate().ask(asked.chat, 'late')).rejects.toMatchObject(unavailable)
  })
})
