import { CreateTableCommand, DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { engineSend } from '../../test/support/engine-send.ts'
import { startLimits, type TestLimits } from '../../test/support/limits-table.ts'
import type { DynamoDb } from '../../twin/services/dynamodb.ts'
import { type Engine, ensureTable, startEngine } from '../../twin/services/dynamodb-engine.ts'
import { limitsTable } from '../../twin/services/tables.ts'
import type { Send } from '../dynamodb/requests.ts'
import { calendar } from './calendar.ts'
import { requests } from './requests.ts'
import { type Hold, type Reserved, type TokenLedger, tokenLedger } from './token-ledger.ts'

const moto = process.env.MOTO_SERVER_URL
if (!moto) console.info('MOTO_SERVER_URL is not set: budgets are counted on the twin alone')

const noon = Date.parse('2026-11-29T12:00:00Z')
const minute = 60_000

let count = 0
const newUser = () => {
  count += 1
  return `user-${count}`
}
const hold = (id: string, most = 1_000, least = 100): Hold => ({
  id,
  most,
  least,
  endsAt: Math.ceil((Date.now() + minute) / 1000),
})

/** Sends requests without the limit of a second, which is too short for a busy machine. */
const patient = (endpoint: string): Send => {
  const send = requests('test', endpoint)
  return (table, operation) => send(table, operation, 60_000)
}

const ledgerOf = ({ table, endpoint }: TestLimits, send = patient(endpoint)) =>
  tokenLedger({ table, send, calendar: calendar('Asia/Seoul') })

/** The item of a user's month, numbers as numbers. */
const itemOf = async ({ table, endpoint }: TestLimits, user: string, month = '2026-11') => {
  const client = new DynamoDBClient({ endpoint })
  const Key = { id: { S: `tokens#${user}` }, period: { S: month } }
  const get = new GetItemCommand({ TableName: table, Key, ConsistentRead: true })
  const { Item = {} } = await client.send(get)
  client.destroy()
  const { id, period, ...rest } = Item
  return Object.fromEntries(
    Object.entries(rest).map(([name, value]) => [name, value.N ? Number(value.N) : value.M]),
  )
}

const granted = (reserved: Reserved) => {
  if (!reserved.granted) throw new Error('refused')
  return reserved
}

const counts = (make: () => Promise<TestLimits>) => {
  let limits: TestLimits
  let ledger: TokenLedger
  beforeAll(async () => {
    limits = await make()
    ledger = ledgerOf(limits)
  })
  afterEach(() => {
    vi.useRealTimers()
  })
  const at = (time: number) => vi.useFakeTimers({ toFake: ['Date'], now: time })
  const expires_at = Date.UTC(2026, 11, 1) / 1000 + 35 * 86_400

  it('reserves in both windows, and charges what was used instead', async () => {
    at(noon)
    const user = newUser()
    const { lease, month, spent } = granted(await ledger.reserve(user, { day: 5_000 }, hold('a')))
    expect(spent).toEqual({ day: 1_000, month: 1_000 })
    expect(await itemOf(limits, user)).toEqual({
      used: 1_000,
      'd#29': 1_000,
      'r#a': {
        most: { N: '1000' },
        least: { N: '100' },
        day: { S: '29' },
        ends_at: { N: String(noon / 1000 + 60) },
      },
      expires_at,
    })
    await ledger.settle(user, month, lease, 250)
    expect(await itemOf(limits, user)).toEqual({ used: 250, 'd#29': 250, expires_at })
  })

  it('charges more than was reserved if more was used', async () => {
    at(noon)
    const user = newUser()
    const { lease, month } = granted(await ledger.reserve(user, { day: 5_000 }, hold('a')))
    await ledger.settle(user, month, lease, 1_500)
    expect(await itemOf(limits, user)).toMatchObject({ used: 1_500, 'd#29': 1_500 })
  })

  it('counts a repeated reservation and a repeated settlement once', async () => {
    at(noon)
    const user = newUser()
    granted(await ledger.reserve(user, { day: 1_000 }, hold('a')))
    const { lease, month, spent } = granted(await ledger.reserve(user, { day: 1_000 }, hold('a')))
    expect(spent).toEqual({ day: 1_000, month: 1_000 })
    for (let time = 0; time < 3; time += 1) await ledger.settle(user, month, lease, 400)
    expect(await itemOf(limits, user)).toEqual({ used: 400, 'd#29': 400, expires_at })
  })

  it('refuses what one of the windows does not allow, and says how much is reserved', async () => {
    at(noon)
    const user = newUser()
    const none = { day: 0, month: 0 }
    const first = granted(await ledger.reserve(user, { day: 2_000 }, hold('a')))
    await ledger.settle(user, first.month, first.lease, 600)
    await ledger.reserve(user, { day: 2_000 }, hold('b'))
    for (const limits of [{ day: 2_599 }, { month: 2_599 }, { day: 9_999, month: 2_599 }]) {
      expect(await ledger.reserve(user, limits, hold('c'))).toEqual({
        granted: false,
        spent: { day: 1_600, month: 1_600 },
        reserved: { day: 1_000, month: 1_000 },
      })
    }
    const exact = { day: 2_600, month: 2_600 }
    expect(await ledger.reserve(user, exact, hold('c'))).toMatchObject({ granted: true })
    expect(await ledger.reserve(newUser(), { day: 1_000 }, hold('c'))).toMatchObject({
      granted: true,
      spent: { ...none, day: 1_000, month: 1_000 },
    })
  })

  it('has a new day and a new month at midnight of its time zone', async () => {
    const user = newUser()
    const limit = { day: 1_000, month: 2_000 }
    at(Date.parse('2026-11-29T14:59:59Z'))
    expect(await ledger.reserve(user, limit, hold('a'))).toMatchObject({ granted: true })
    expect(await ledger.reserve(user, limit, hold('b'))).toMatchObject({ granted: false })
    at(Date.parse('2026-11-29T15:00:00Z'))
    expect(await ledger.reserve(user, limit, hold('b'))).toMatchObject({ granted: true })
    at(Date.parse('2026-11-30T15:00:00Z'))
    expect(await ledger.reserve(user, limit, hold('c'))).toMatchObject({
      granted: true,
      spent: { day: 1_000, month: 1_000 },
      month: '2026-12',
    })
  })

  it('charges the day of the reservation, also past midnight', async () => {
    const user = newUser()
    at(Date.parse('2026-11-30T14:59:59Z'))
    const { lease, month } = granted(await ledger.reserve(user, { day: 1_000 }, hold('a')))
    at(Date.parse('2026-11-30T15:00:30Z'))
    await ledger.settle(user, month, lease, 300)
    expect(await itemOf(limits, user)).toEqual({ used: 300, 'd#30': 300, expires_at })
    expect(await itemOf(limits, user, '2026-12')).toEqual({})
  })

  it('ends the reservations of crashed functions, and charges their least amount', async () => {
    const user = newUser()
    const limit = { day: 2_100, month: 3_500 }
    at(Date.parse('2026-11-29T14:59:00Z'))
    await ledger.reserve(user, limit, hold('yesterday'))
    at(Date.parse('2026-11-29T15:00:30Z'))
    const slow = granted(await ledger.reserve(user, limit, hold('slow')))
    const endsAt = Date.parse('2026-11-29T16:00:00Z') / 1000
    await ledger.reserve(user, limit, { ...hold('alive'), endsAt })
    at(Date.parse('2026-11-29T15:01:31Z'))
    expect(await ledger.reserve(user, limit, hold('next'))).toMatchObject({ granted: true })
    expect(await itemOf(limits, user)).toMatchObject({ used: 2_200, 'd#29': 100, 'd#30': 2_100 })
    // It was not dead after all, but it was charged.
    await ledger.settle(user, slow.month, slow.lease, 900)
    expect(await itemOf(limits, user)).toMatchObject({ used: 2_200, 'd#30': 2_100 })
  })
}

describe('a ledger on the twin', () => {
  let dynamodb: DynamoDb
  let limits: TestLimits
  beforeAll(async () => {
    ;({ dynamodb, limits } = await startLimits())
  })
  afterAll(() => dynamodb.close())
  counts(async () => limits)

  /** The requests of one call. */
  const requestsOf = async (call: () => Promise<unknown>) => {
    dynamodb.resetCounts()
    await call()
    return dynamodb.counts.requests
  }

  it('makes one request for each step, and three where a reservation has ended', async () => {
    const ledger = ledgerOf(limits)
    const user = newUser()
    const limit = { day: 2_500 }
    const reserve = (id: string, endsAt = hold(id).endsAt) =>
      ledger.reserve(user, limit, { ...hold(id), endsAt })
    let first: Extract<Reserved, { granted: true }> | undefined
    const begin = async () => {
      first = granted(await reserve('a'))
    }
    const end = async () => first && ledger.settle(user, first.month, first.lease, 900)
    expect(await requestsOf(begin)).toEqual({ UpdateItem: 1 })
    expect(await requestsOf(end)).toEqual({ UpdateItem: 1 })
    expect(await requestsOf(() => reserve('b', 1))).toEqual({ UpdateItem: 1 })
    expect(await requestsOf(() => reserve('c'))).toEqual({ UpdateItem: 3 })
    expect(await requestsOf(() => reserve('d'))).toEqual({ UpdateItem: 1 })
  })

  it('sends again what may be lost, and counts it once', async () => {
    const ledger = ledgerOf(limits)
    const user = newUser()
    dynamodb.fail = { failure: 'down', times: 1 }
    const { lease, month } = granted(await ledger.reserve(user, { day: 1_000 }, hold('a')))
    dynamodb.fail = { failure: 500, times: 2 }
    await ledger.settle(user, month, lease, 400)
    expect(await itemOf(limits, user, month)).toMatchObject({ used: 400 })
  })

  it('decides within a second, however many requests that takes', async () => {
    const user = newUser()
    const ended = { ...hold('a'), endsAt: 1 }
    await ledgerOf(limits).reserve(user, { day: 1_000 }, ended)
    vi.useFakeTimers({ toFake: ['performance'] })
    const within: unknown[] = []
    const send = patient(limits.endpoint)
    const slow: Send = (table, operation, budgetMs) => {
      within.push(budgetMs)
      vi.advanceTimersByTime(200)
      return send(table, operation)
    }
    await ledgerOf(limits, slow).reserve(user, { day: 1_000 }, hold('b'))
    expect(within).toEqual([900, 700, 500])
  })
})

describe('200 reservations at once', () => {
  const table = 'limits'
  let engine: Engine
  beforeAll(async () => {
    engine = startEngine()
    await ensureTable(engine, { ...limitsTable(table), TableName: table })
  })
  afterAll(() => engine.close())

  it('are granted as far as the limit goes, and each is settled once', async () => {
    const user = newUser()
    const ledger = ledgerOf({ table, endpoint: '' }, engineSend(engine))
    const all = await Promise.all(
      Array.from({ length: 200 }, (_, at) => ledger.reserve(user, { day: 50_000 }, hold(`${at}`))),
    )
    const held = all.filter((reserved) => reserved.granted)
    expect(held).toHaveLength(50)
    await Promise.all(
      [...held, ...held].map(({ month, lease }) => ledger.settle(user, month, lease, 300)),
    )
    const again = await ledger.reserve(user, { day: 16_000 }, hold('next'))
    expect(again).toMatchObject({ granted: true, spent: { day: 16_000, month: 16_000 } })
  })
})

// Not at once: updates of moto's server are not atomic.
describe.runIf(moto)('a ledger on moto', () => {
  counts(async () => {
    const limits = { endpoint: String(moto), table: `limits-${process.pid}-${Date.now()}` }
    const client = new DynamoDBClient({ endpoint: limits.endpoint })
    await client.send(new CreateTableCommand(limitsTable(limits.table)))
    client.destroy()
    return limits
  })
})
