import { randomUUID } from 'node:crypto'
import { DeleteItemCommand, DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb'
import fc from 'fast-check'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { ownTime } from '../../test/support/faked-time.ts'
import { startLimits, type TestLimits } from '../../test/support/limits-table.ts'
import { lostResponse, startUnreliable } from '../../test/support/unreliable.ts'
import type { DynamoDb } from '../../twin/services/dynamodb.ts'
import { randomFrom } from '../../twin/services/random.ts'
import { answerLeases, type Lease } from './answer-leases.ts'

const pkg = 'middy-chat/test'
const noon = Date.UTC(2026, 10, 30, 12)

let dynamodb: DynamoDb
let limits: TestLimits
let id: string
let time: number
const now = () => time
beforeAll(async () => {
  ;({ dynamodb, limits } = await startLimits())
})
beforeEach(() => {
  id = `answers#test#${randomUUID()}`
  time = noon
  dynamodb.resetCounts()
  ownTime()
})
afterEach(() => {
  dynamodb.throttle(0)
  vi.useRealTimers()
})
afterAll(() => dynamodb.close())

const environment = (answers = 2) => answerLeases({ ...limits, answers, now }, pkg)

const isLease = (lease: Lease | undefined): lease is Lease => lease !== undefined

const stored = async () => {
  const client = new DynamoDBClient({ endpoint: limits.endpoint })
  const Key = { id: { S: id }, period: { S: 'now' } }
  const { Item } = await client.send(new GetItemCommand({ TableName: limits.table, Key }))
  client.destroy()
  return Item
}

describe('leases', () => {
  it.each([1, 2, 5])('are taken by %i of a client at once, and by no more', async (answers) => {
    const environments = [environment(answers), environment(answers)]
    const taken = await Promise.all(
      Array.from({ length: 11 }, (_, at) => environments[at % 2]?.take(id, noon + 60_000)),
    )
    expect(taken.filter(isLease)).toHaveLength(answers)
    expect((await stored())?.leases?.SS).toHaveLength(answers)
  })

  it('are those of one client', async () => {
    const { take } = environment(1)
    expect(await take(id, noon + 60_000)).toBeDefined()
    expect(await take(`${id}2`, noon + 60_000)).toBeDefined()
    expect(await take(id, noon + 60_000)).toBeUndefined()
  })

  it('can be taken again once one is freed, and freed twice', async () => {
    const { take } = environment(1)
    const lease = await take(id, noon + 60_000)
    await lease?.free()
    const next = await take(id, noon + 60_000)
    expect(next).toBeDefined()
    await lease?.free()
    expect(await take(id, noon + 60_000)).toBeUndefined()
  })

  it('cost one write each way, and a refusal one write and one read', async () => {
    const { take } = environment(1)
    const lease = await take(id, noon + 60_000)
    await lease?.free()
    expect(dynamodb.counts.requests).toEqual({ UpdateItem: 2 })
    await take(id, noon + 60_000)
    dynamodb.resetCounts()
    await take(id, noon + 60_000)
    expect(dynamodb.counts.requests).toEqual({ UpdateItem: 1, GetItem: 1 })
  })

  it('that were never freed end by themselves, and no earlier', async () => {
    const { take } = environment()
    await take(id, noon + 30_000)
    const last = await take(id, noon + 60_000)
    time = noon + 29_999
    expect(await take(id, noon + 90_000)).toBeUndefined()
    time = noon + 30_000
    expect(await take(id, noon + 90_000)).toBeDefined()
    expect(await take(id, noon + 90_000)).toBeUndefined()
    await last?.free()
    expect((await stored())?.leases?.SS).toHaveLength(1)
  })

  it('that have ended are taken over by as many as there were, also at once', async () => {
    const environments = [environment(), environment()]
    for (const { take } of environments) await take(id, noon + 30_000)
    time = noon + 30_000
    const taken = await Promise.all(
      Array.from({ length: 6 }, (_, at) => environments[at % 2]?.take(id, noon + 60_000)),
    )
    expect(taken.filter(isLease)).toHaveLength(2)
  })

  it('of a clock that has jumped back are kept', async () => {
    const { take } = environment(1)
    await take(id, noon + 60_000)
    time = noon - 3_600_000
    expect(await take(id, noon - 3_540_000)).toBeUndefined()
  })

  it('do not bring an item back that TTL has removed', async () => {
    const lease = await environment().take(id, noon + 60_000)
    expect((await stored())?.expires_at).toEqual({ N: String(noon / 1000 + 3_600) })
    const client = new DynamoDBClient({ endpoint: limits.endpoint })
    const Key = { id: { S: id }, period: { S: 'now' } }
    await client.send(new DeleteItemCommand({ TableName: limits.table, Key }))
    client.destroy()
    await lease?.free()
    expect(await stored()).toBeUndefined()
  })

  it('are taken once by a write that is repeated, since its response was lost', async () => {
    const lots = [lostResponse, 1, lostResponse]
    const unreliable = await startUnreliable(limits.endpoint, () => lots.shift() ?? 1)
    const options = { table: limits.table, endpoint: unreliable.url, answers: 1, now }
    const { take } = answerLeases(options, pkg)
    const lease = await take(id, noon + 60_000)
    expect((await stored())?.leases?.SS).toHaveLength(1)
    await lease?.free()
    await unreliable.close()
    expect((await stored())?.leases).toBeUndefined()
  })

  it('are never more than allowed, in any order of takes, frees, crashes and time', async () => {
    const step = fc.constantFrom('take', 'take', 'free', 'crash', 'wait')
    const { take } = environment()
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 12 }), async (steps) => {
        const client = randomUUID()
        /** The leases that count, of which some will never be freed: their process was killed. */
        let held: { lease: Lease; endsAt: number; isCrashed: boolean }[] = []
        for (const each of steps) {
          if (each === 'wait') time += 20_000
          held = held.filter(({ endsAt }) => endsAt > time)
          const one = held.find(({ isCrashed }) => !isCrashed)
          if (each === 'crash' && one) one.isCrashed = true
          if (each === 'free' && one) {
            await one.lease.free()
            held = held.filter((other) => other !== one)
          }
          if (each !== 'take') continue
          const endsAt = time + 30_000
          const lease = await take(client, endsAt)
          expect(lease !== undefined).toBe(held.length < 2)
          if (lease) held.push({ lease, endsAt, isCrashed: false })
        }
      }),
      { numRuns: 15 },
    )
  })
})

describe('a table that fails at random', () => {
  const taken = async (seed: number) => {
    const unreliable = await startUnreliable(limits.endpoint, randomFrom(seed))
    const options = { table: limits.table, endpoint: unreliable.url, answers: 3, now }
    const environments = [1, 2].map(() => answerLeases(options, pkg))
    const outcomes = await Promise.allSettled(
      Array.from({ length: 12 }, (_, at) => environments[at % 2]?.take(`${id}#${seed}`, noon + 1)),
    )
    await unreliable.close()
    const done = outcomes.filter((outcome) => outcome.status === 'fulfilled')
    return done.map(({ value }) => value).filter(isLease).length
  }

  it('never gives more, with any seed', async () => {
    for (const leases of await Promise.all([1, 2, 3, 4, 5].map(taken))) {
      expect(leases).toBeLessThanOrEqual(3)
    }
  })
})
