import { randomUUID } from 'node:crypto'
import { DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { ownTime } from '../../test/support/faked-time.ts'
import { startLimits, type TestLimits } from '../../test/support/limits-table.ts'
import { lostResponse, startUnreliable } from '../../test/support/unreliable.ts'
import type { DynamoDb } from '../../twin/services/dynamodb.ts'
import { randomFrom } from '../../twin/services/random.ts'
import { type RateWindow, rateCounter } from './rate-counter.ts'

const pkg = 'middy-chat/test'
const minute = { requests: 3, seconds: 60 }
const day = { requests: 5, seconds: 86_400 }
/** The beginning of a day in UTC, and so of a minute. */
const midnight = Date.UTC(2026, 10, 30)

let dynamodb: DynamoDb
let limits: TestLimits
let id: string
let time: number
beforeAll(async () => {
  ;({ dynamodb, limits } = await startLimits())
})
beforeEach(() => {
  id = `rate#test#${randomUUID()}`
  dynamodb.resetCounts()
  time = midnight + 30_000
  ownTime()
})
afterEach(() => {
  vi.useRealTimers()
})
afterAll(() => dynamodb.close())

/** One execution environment. */
const environment = (...windows: RateWindow[]) =>
  rateCounter({ ...limits, limits: windows, now: () => time }, pkg)

/** How many of so many requests at once are let through, spread over so many environments. */
const passed = async (requests: number, environments = 1, ...windows: RateWindow[]) => {
  const counters = Array.from({ length: environments }, () => environment(...windows))
  const counts = await Promise.all(
    Array.from({ length: requests }, (_, at) => counters[at % environments]?.count(id)),
  )
  return counts.filter((count) => count?.refusedBy === undefined).length
}

const at = (ms: number) => {
  time = midnight + ms
}

describe('a window', () => {
  it('counts down, then refuses until it ends', async () => {
    const { count } = environment(minute)
    for (const remaining of [2, 1, 0]) {
      expect(await count(id)).toEqual({
        counted: [{ ...minute, remaining, resetSeconds: 30 }],
        refusedBy: undefined,
      })
    }
    at(58_001)
    const refusedBy = { ...minute, remaining: 0, resetSeconds: 2 }
    expect(await count(id)).toEqual({ counted: [], refusedBy })
    at(59_999)
    expect((await count(id)).refusedBy?.resetSeconds).toBe(1)
    at(60_000)
    expect((await count(id)).counted).toEqual([{ ...minute, remaining: 2, resetSeconds: 60 }])
  })

  it.each([1, 2])('is exact for requests at once, in %i environments', async (environments) => {
    expect(await passed(20, environments, { requests: 8, seconds: 60 })).toBe(8)
  })

  it('is not shared', async () => {
    const { count } = environment({ requests: 1, seconds: 60 })
    expect((await count(id)).refusedBy).toBeUndefined()
    expect((await count(`${id}2`)).refusedBy).toBeUndefined()
    expect((await count(id)).refusedBy).toBeDefined()
  })

  it('lets at most twice its requests through in any 60 s, around an edge', async () => {
    at(59_900)
    expect(await passed(5, 2, minute)).toBe(3)
    at(60_000)
    expect(await passed(5, 2, minute)).toBe(3)
    at(119_899)
    expect(await passed(5, 2, minute)).toBe(0)
  })

  it('beside a shorter one lets less through around an edge', async () => {
    const windows = [minute, { requests: 1, seconds: 10 }]
    at(59_900)
    expect(await passed(5, 2, ...windows)).toBe(1)
    at(60_000)
    expect(await passed(5, 2, ...windows)).toBe(1)
  })

  it('goes on counting in an earlier bucket after the clock has jumped back', async () => {
    at(61_000)
    expect(await passed(2, 1, minute)).toBe(2)
    at(30_000)
    expect(await passed(5, 2, minute)).toBe(3)
    at(61_000)
    expect(await passed(5, 2, minute)).toBe(1)
    at(30_000)
    expect(await passed(5, 2, minute)).toBe(0)
  })

  it('does not mind an item that TTL has not removed', async () => {
    expect(await passed(4, 1, minute)).toBe(3)
    at(60_000)
    expect(await items()).toHaveLength(1)
    expect(await passed(4, 1, minute)).toBe(3)
    const [first, second] = await items()
    // Kept for one window longer, since other clocks may be slow.
    expect(Number(first?.expires_at?.N)).toBe(midnight / 1000 + 120)
    expect(Number(second?.expires_at?.N)).toBe(midnight / 1000 + 180)
  })
})

describe('several windows', () => {
  it('all count, the shortest first, until one refuses', async () => {
    const { count } = environment(day, minute)
    const seconds = async () => {
      const { counted, refusedBy } = await count(id)
      return [counted.map((each) => [each.seconds, each.remaining]), refusedBy?.seconds]
    }
    expect(await seconds()).toEqual([
      [
        [60, 2],
        [86_400, 4],
      ],
      undefined,
    ])
    await count(id)
    await count(id)
    expect(await seconds()).toEqual([[], 60])
    at(60_000)
    await count(id)
    await count(id)
    expect(await seconds()).toEqual([[], 86_400])
  })

  it('cost one write each, and nothing once one is known to be used up', async () => {
    const { count } = environment(minute, day)
    for (let request = 0; request < 3; request += 1) await count(id)
    expect(dynamodb.counts).toMatchObject({ requests: { UpdateItem: 6 }, itemsWritten: 6 })
    for (let request = 0; request < 100; request += 1) await count(id)
    expect(dynamodb.counts.requests).toEqual({ UpdateItem: 6 })
  })

  it('cost another environment one write for the first refusal', async () => {
    await passed(3, 1, minute, day)
    dynamodb.resetCounts()
    const { count } = environment(minute, day)
    for (let request = 0; request < 100; request += 1) {
      expect((await count(id)).refusedBy?.seconds).toBe(60)
    }
    expect(dynamodb.counts.requests).toEqual({ UpdateItem: 1 })
  })
})

describe('a client', () => {
  it('is remembered as refused, beside others', async () => {
    const { count } = environment({ requests: 1, seconds: 60 })
    const others = Array.from({ length: 9 }, (_, at) => `${id}#${at}`)
    for (const other of [id, ...others]) await count(other)
    dynamodb.resetCounts()
    for (const other of [id, ...others]) expect((await count(other)).refusedBy).toBeDefined()
    expect(dynamodb.counts.requests).toEqual({})
  })
})

describe('a table that fails', () => {
  /** How many of 30 requests at once, in two environments, are let through by a table that fails at random. */
  const passedBy = async (seed: number) => {
    const unreliable = await startUnreliable(limits.endpoint, randomFrom(seed))
    const options = { table: limits.table, endpoint: unreliable.url, now: () => time }
    const counters = [1, 2].map(() => rateCounter({ ...options, limits: [window] }, pkg))
    const counts = await Promise.allSettled(
      Array.from({ length: 30 }, (_, at) => counters[at % 2]?.count(`${id}#${seed}`)),
    )
    await unreliable.close()
    const done = counts.filter((count) => count.status === 'fulfilled')
    return done.filter(({ value }) => value?.refusedBy === undefined).length
  }
  const window = { requests: 8, seconds: 60 }

  it('at random never lets more through, with any seed', async () => {
    const passed = await Promise.all([1, 2, 3, 4, 5].map(passedBy))
    for (const requests of passed) {
      expect(requests).toBeLessThanOrEqual(8)
      expect(requests).toBeGreaterThan(0)
    }
  })

  it('after a write counts the repeated request again, to the cost of the client', async () => {
    const lots = [lostResponse]
    const unreliable = await startUnreliable(limits.endpoint, () => lots.shift() ?? 1)
    const options = {
      table: limits.table,
      endpoint: unreliable.url,
      limits: [minute],
      now: () => time,
    }
    const { counted } = await rateCounter(options, pkg).count(id)
    await unreliable.close()
    expect(counted).toMatchObject([{ remaining: 1 }])
    expect(await passed(4, 1, minute)).toBe(1)
  })
})

async function items() {
  const client = new DynamoDBClient({ endpoint: limits.endpoint })
  const found: Record<string, { N?: string; S?: string }>[] = []
  for await (const { Items = [] } of paginateScan({ client }, { TableName: limits.table })) {
    found.push(...(Items.filter((item) => item.id?.S === id) as typeof found))
  }
  client.destroy()
  return found.toSorted((one, other) =>
    String(one.period?.S).localeCompare(String(other.period?.S)),
  )
}
