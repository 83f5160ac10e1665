import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import {
  askAtOnce,
  everythingOf,
  seedMessages,
  startTables,
  type TestTables,
} from '../../test/support/chat-tables.ts'
import { ownTime } from '../../test/support/faked-time.ts'
import { everythingOf as everythingIn } from '../../test/support/stacks.ts'
import type { DynamoDb } from '../../twin/services/dynamodb.ts'
import type { SavedQuestion } from './chat.ts'
import { type ChatStore, chatStore } from './store.ts'

const numbers = Array.from({ length: 50 }, (_, at) => String(at)).toSorted()

describe('the store', () => {
  let dynamodb: DynamoDb
  let tables: TestTables
  let store: ChatStore
  beforeAll(async () => {
    ;({ dynamodb, tables } = await startTables())
    store = chatStore(tables)
  })
  afterAll(() => dynamodb.close())
  afterEach(() => {
    dynamodb.fail = undefined
    dynamodb.throttle(0)
    vi.restoreAllMocks()
    vi.useRealTimers()
  })

  it('keeps 50 turns that come at once while 30 % of all requests are throttled', async () => {
    const { chat } = await store.start(randomUUID(), 'A title', 'Why?')
    ownTime()
    dynamodb.throttle(0.3, 50)
    expect((await askAtOnce(store, chat, 50)).toSorted()).toEqual(numbers)
  })

  it('is told when its first turn is throttled without end', async () => {
    dynamodb.throttle(1)
    await expect(store.start(randomUUID(), 'A title', 'Why?')).rejects.toMatchObject({
      code: 'history_unavailable',
    })
  })

  it('writes all of a batch, of which a part is throttled', async () => {
    const user = randomUUID()
    dynamodb.throttle(0.4, 3)
    const started = await Promise.all(
      Array.from({ length: 10 }, () => store.start(user, 'A title', 'Why?')),
    )
    dynamodb.throttle(0)
    for (const { chat } of started) expect(await everythingOf(tables, chat.id)).toHaveLength(2)

    const chat = (started[0] as SavedQuestion).chat
    await seedMessages(tables, chat, 60, 10)
    dynamodb.throttle(0.4, 3)
    expect(await store.remove(user, chat.id)).toBe(true)
    dynamodb.throttle(0)
    expect(await everythingOf(tables, chat.id)).toEqual([])
  })

  it.each([
    ['AccessDeniedException', 'AccessDeniedException', 1],
    [500, 'InternalServerError', 11],
    ['down', 'TimeoutError', 11],
  ] as const)('says that it is unavailable, and no more: %s', async (failure, error, attempts) => {
    const asked = await store.start(randomUUID(), 'A title', 'secret')
    dynamodb.resetCounts()
    dynamodb.fail = failure
    // Without a delay there is no jitter.
    vi.spyOn(Math, 'random').mockReturnValue(0)
    const thrown = await store.answer(asked, 'secret').catch((reason: Error) => reason)
    expect(thrown).toMatchObject({
      statusCode: 503,
      code: 'history_unavailable',
      retryable: true,
      cause: { package: 'middy-chat/chat-history', error },
    })
    expect(everythingIn(thrown)).not.toContain('secret')
    expect(dynamodb.counts.requests).toEqual({ BatchWriteItem: attempts })
  })

  it('gives a host up that does not answer, within five seconds', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    dynamodb.fail = 'hang'
    let thrown: unknown
    const failed = store.find(randomUUID(), randomUUID()).catch((error: unknown) => {
      thrown = error
    })
    let ms = 0
    for (; thrown === undefined; ms += 20) {
      await vi.advanceTimersByTimeAsync(20)
      // A turn of the event loop, for the sockets.
      await new Promise(setImmediate)
    }
    await failed
    expect(thrown).toMatchObject({ cause: { error: 'TimeoutError' } })
    expect(ms).toBeGreaterThan(2_000)
    expect(ms).toBeLessThanOrEqual(5_100)
  })

  it('removes what an interrupted removal has left, of a chat that is seen no more', async () => {
    const user = randomUUID()
    const asked = await store.start(user, 'A title', 'Why?')
    await store.answer(asked, 'Because.')
    const { id } = asked.chat
    dynamodb.fail = { operation: 'BatchWriteItem', failure: 'AccessDeniedException' }
    await expect(store.remove(user, id)).rejects.toMatchObject({ code: 'history_unavailable' })
    dynamodb.fail = undefined
    expect(await store.read(user, id)).toBeUndefined()
    expect(await store.remove(randomUUID(), id)).toBe(false)
    expect(await everythingOf(tables, id)).toHaveLength(2)
    expect(await store.remove(user, id)).toBe(true)
    expect(await everythingOf(tables, id)).toEqual([])
  })
})
