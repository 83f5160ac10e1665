import { UpdateItemCommand } from '@aws-sdk/client-dynamodb'
import { type Item, strings } from '../dynamodb/items.ts'
import type { Send } from '../dynamodb/requests.ts'
import type { Calendar, Period } from './calendar.ts'
import {
  dayName,
  type Lease,
  type LedgerItem,
  leaseName,
  leasesIn,
  numberOf,
} from './ledger-item.ts'
import { type BudgetLimits, release, reservation, type Update } from './ledger-writes.ts'
import { startBudget } from './requests.ts'

export type { BudgetLimits }

/** What an answer holds while it is made, and the least that it costs in any case. */
export type Hold = { id: string; most: number; least: number; endsAt: number }

/** Amounts of a user in the current windows. */
export type Spent = Record<Period, number>

/** Whether a reservation was made, and what the user has spent or reserved in each window. */
export type Reserved =
  | { granted: true; spent: Spent; lease: Lease; month: string }
  /** `reserved`: how much of it is reserved. */
  | { granted: false; spent: Spent; reserved: Spent }

/** The ledger of all users, see `tokenLedger`. */
export type TokenLedger = {
  /** Reserves, unless a limit forbids it; no limit is lower than what is to be reserved. */
  reserve(userId: string, limits: BudgetLimits, hold: Hold): Promise<Reserved>
  /** Charges what was used instead of what was reserved. A second time it does nothing. */
  settle(userId: string, month: string, lease: Lease, used: number): Promise<void>
}

export type LedgerOptions = { table: string; send: Send; calendar: Calendar }

/** An expression has at most 4 KB, and an item is rarely left with more than one. */
const mostHealed = 50

/**
 * Counts in DynamoDB what users spend. What an answer may cost is reserved before, and what it did
 * cost is charged after; each is one conditional update of the same item, which may be sent again
 * after a lost response. A reservation that nobody settles, since its function crashed, ends by
 * itself: a request that would be refused because of it charges its least amount, and tries once more.
 */
export const tokenLedger = ({ table, send, calendar }: LedgerOptions): TokenLedger => {
  /** @returns the attributes after the update, or, if its condition fails, those that there are */
  const update = async (userId: string, month: string, input: Update, withinMs?: number) => {
    const command = new UpdateItemCommand({
      ...input,
      TableName: table,
      Key: strings({ id: `tokens#${userId}`, period: month }),
    })
    const written = await send(
      table,
      (client, options) => client.send(command, options).then(isWritten, isRefused),
      withinMs,
    )
    return written ?? nothing
  }

  const reserve: TokenLedger['reserve'] = async (userId, limits, hold) => {
    const leftMs = startBudget()
    const now = Date.now()
    const date = calendar.dateOf(now)
    const month = date.slice(0, 7)
    const lease: Lease = { ...hold, day: date.slice(8) }
    const take = async () => {
      const { done, item } = await update(
        userId,
        month,
        reservation(lease, limits, month),
        leftMs(),
      )
      // Its lease is there already if the response of an earlier attempt was lost.
      return { granted: done || leaseName(lease.id) in item, item }
    }

    let { granted, item } = await take()
    const ended = leasesIn(item).filter(({ endsAt }) => endsAt * 1000 < now)
    if (!granted && ended.length > 0) {
      const charges = ended.slice(0, mostHealed).map((one) => ({ lease: one, charged: one.least }))
      await update(userId, month, release(charges), leftMs())
      ;({ granted, item } = await take())
    }
    const spent = { day: numberOf(item[dayName(lease.day)]), month: numberOf(item.used) }
    if (granted) return { granted, spent, lease, month }
    const leases = leasesIn(item)
    const today = leases.filter(({ day }) => day === lease.day)
    return { granted, spent, reserved: { day: sum(today), month: sum(leases) } }
  }

  const settle: TokenLedger['settle'] = async (userId, month, lease, used) => {
    await update(userId, month, release([{ lease, charged: used }]))
  }

  return { reserve, settle }
}

type Written = { done: boolean; item: LedgerItem }

const nothing: Written = { done: false, item: {} }

function isWritten({ Attributes = {} }: { Attributes?: Item | undefined }): Written {
  return { done: true, item: Attributes }
}

function isRefused(error: Error & { Item?: Item }): Written {
  if (error.name !== 'ConditionalCheckFailedException') throw error
  return { done: false, item: error.Item ?? {} }
}

function sum(leases: readonly Lease[]): number {
  return leases.reduce((total, { most }) => total + most, 0)
}
