import fc from 'fast-check'
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest'
import { engineSend } from '../../test/support/engine-send.ts'
import { runs } from '../../test/support/property-runs.ts'
import { type Engine, ensureTable, startEngine } from '../../twin/services/dynamodb-engine.ts'
import { limitsTable } from '../../twin/services/tables.ts'
import type { Item } from '../dynamodb/items.ts'
import { calendar } from './calendar.ts'
import { dayName, type Lease, leasesIn, numberOf } from './ledger-item.ts'
import { tokenLedger } from './token-ledger.ts'

const table = 'limits'
const zone = calendar('Asia/Seoul')
const limits = { day: 1_000, month: 2_500 }
const leaseMs = 60_000

let engine: Engine
beforeAll(async () => {
  engine = startEngine()
  await ensureTable(engine, { ...limitsTable(table), TableName: table })
})
afterAll(() => engine.close())
afterEach(() => {
  vi.useRealTimers()
})

const itemOf = async (user: string, month: string): Promise<Item> => {
  const Key = { id: { S: `tokens#${user}` }, period: { S: month } }
  const { body } = await engine.run('GetItem', { TableName: table, Key, ConsistentRead: true })
  return (body.Item ?? {}) as Item
}

/** A reservation that was granted, and what it was settled with. */
type Granted = { lease: Lease; month: string; used?: number; crashed?: boolean }

type Step =
  | { type: 'reserve'; sizes: { most: number; least: number }[] }
  | { type: 'settle' | 'settle again' | 'crash'; which: number; used: number }
  | { type: 'lose responses'; count: number }
  | { type: 'wait'; ms: number }

const amount = fc.integer({ min: 1, max: 600 })
const size = fc.tuple(amount, amount).map(([one, other]) => ({
  most: Math.max(one, other),
  least: Math.min(one, other),
}))
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    type: fc.constant('reserve' as const),
    sizes: fc.array(size, { minLength: 1, maxLength: 4 }),
  }),
  fc.record({
    type: fc.constantFrom('settle', 'settle', 'settle again', 'crash'),
    which: fc.nat(),
    used: fc.integer({ min: 0, max: 700 }),
  }),
  fc.record({
    type: fc.constant('lose responses' as const),
    count: fc.integer({ min: 1, max: 5 }),
  }),
  fc.record({
    type: fc.constant('wait' as const),
    ms: fc.constantFrom(1_000, leaseMs, leaseMs, 3_600_000, 20 * 3_600_000),
  }),
)

let count = 0

/** One user, of whose ledger everything is known that was asked and answered. */
const bookkeeper = () => {
  count += 1
  const user = `user-${count}`
  /** How many of the next responses are lost. */
  let lost = 0
  const ledger = tokenLedger({
    table,
    send: engineSend(engine, () => {
      lost -= 1
      return lost >= 0
    }),
    calendar: zone,
  })
  const all: Granted[] = []
  const pick = (from: Granted[], which: number) => from[which % Math.max(1, from.length)]

  const reserve = async (size: { most: number; least: number }, at: string) => {
    const endsAt = Math.ceil((Date.now() + leaseMs) / 1000)
    const reserved = await ledger.reserve(user, limits, { ...size, id: at, endsAt })
    if (reserved.granted) all.push({ lease: reserved.lease, month: reserved.month })
    return reserved.granted
  }

  const take = async (step: Step) => {
    if (step.type === 'wait') return void vi.setSystemTime(Date.now() + step.ms)
    if (step.type === 'lose responses') {
      lost = step.count
      return
    }
    if (step.type === 'reserve') {
      const number = all.length
      await Promise.all(
        step.sizes.map((each, at) => reserve(each, `${Date.now()}-${number}-${at}`)),
      )
      return
    }
    const { type, which, used } = step
    const open = all.filter((each) => each.used === undefined && !each.crashed)
    const chosen = pick(
      type === 'settle again' ? all.filter((each) => each.used !== undefined) : open,
      which,
    )
    if (!chosen) return
    if (type === 'crash') chosen.crashed = true
    else {
      const isIn = leasesIn(await itemOf(user, chosen.month)).some(
        ({ id }) => id === chosen.lease.id,
      )
      await ledger.settle(user, chosen.month, chosen.lease, used)
      // Whoever came after its end has charged the least amount already.
      if (isIn) chosen.used = used
      else if (type === 'settle') chosen.crashed = true
    }
  }

  return { user, all, reserve, take }
}

/** What a reservation counts for now. */
const counted = ({ lease, used }: Granted, item: Item) =>
  used ?? (leasesIn(item).some(({ id }) => id === lease.id) ? lease.most : lease.least)

const sum = (numbers: readonly number[]) => numbers.reduce((total, each) => total + each, 0)

const check = async ({ user, all }: ReturnType<typeof bookkeeper>) => {
  const months = new Set(all.map(({ month }) => month))
  for (const month of months) {
    const item = await itemOf(user, month)
    const ours = all.filter((each) => each.month === month)
    expect(numberOf(item.used)).toBe(sum(ours.map((each) => counted(each, item))))
    expect(numberOf(item.used)).toBeLessThanOrEqual(limits.month + excess(ours))
    for (const day of new Set(ours.map(({ lease }) => lease.day))) {
      const todays = ours.filter(({ lease }) => lease.day === day)
      const used = numberOf(item[dayName(day)])
      expect(used).toBe(sum(todays.map((each) => counted(each, item))))
      expect(used).toBeLessThanOrEqual(limits.day + excess(todays))
    }
    // Nothing is charged in place of a reservation that has not ended.
    const gone = ours.filter(({ lease, used }) => used === undefined && !isIn(lease, item))
    for (const { lease } of gone) expect(lease.endsAt * 1000).toBeLessThan(Date.now())
  }
}

const isIn = ({ id }: Lease, item: Item) => leasesIn(item).some((lease) => lease.id === id)

/** By how much answers cost more than was reserved for them. */
const excess = (granted: Granted[]) =>
  sum(granted.map(({ lease, used = 0 }) => Math.max(0, used - lease.most)))

it('counts what was settled and what is reserved, whatever happens in whatever order', async () => {
  const start = Date.parse('2026-11-28T14:59:00Z')
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 8, maxLength: 30 }), async (steps) => {
      vi.useFakeTimers({ toFake: ['Date'], now: start })
      const books = bookkeeper()
      for (const step of steps) {
        await books.take(step)
        await check(books)
      }
      // When all have ended, the next one that is too large finds only what was charged.
      vi.setSystemTime(Date.now() + leaseMs + 1_000)
      const month = zone.dateOf(Date.now()).slice(0, 7)
      const open = leasesIn(await itemOf(books.user, month))
      if (open.length === 0) return
      await books.reserve({ most: limits.month, least: 1 }, 'last')
      const item = await itemOf(books.user, month)
      expect(leasesIn(item).filter(({ id }) => id !== 'last')).toEqual([])
      await check(books)
    }),
    runs(24),
  )
})
