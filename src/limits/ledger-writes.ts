import type { UpdateItemCommandInput } from '@aws-sdk/client-dynamodb'
import { numbers } from '../dynamodb/items.ts'
import type { Period } from './calendar.ts'
import { dayName, type Lease, leaseName, leaseValue } from './ledger-item.ts'

/** The most that a user may spend in a window, in tokens or in any other unit; without one there is no limit. */
export type BudgetLimits = { readonly [Name in Period]?: number | undefined }

/** An update of the item of a user's month. */
export type Update = Omit<UpdateItemCommandInput, 'TableName' | 'Key'>

/** How long an item is kept after its month, in seconds. */
const keptSeconds = 35 * 86_400

/** Adds a lease, unless it is there already or a limit forbids it. @param month `YYYY-MM` */
export const reservation = (lease: Lease, limits: BudgetLimits, month: string): Update => {
  const { most } = lease
  // A condition cannot calculate, so it compares with what a limit leaves to others.
  const conditions = [
    'attribute_not_exists(#lease)',
    ...(limits.day === undefined ? [] : ['(attribute_not_exists(#day) OR #day <= :day)']),
    ...(limits.month === undefined ? [] : ['(attribute_not_exists(#used) OR #used <= :month)']),
  ]
  return {
    UpdateExpression: 'SET #lease = :lease, #expires = :expires ADD #used :most, #day :most',
    ConditionExpression: conditions.join(' AND '),
    ExpressionAttributeNames: {
      '#lease': leaseName(lease.id),
      '#used': 'used',
      '#day': dayName(lease.day),
      '#expires': 'expires_at',
    },
    ExpressionAttributeValues: {
      ':lease': leaseValue(lease),
      ...numbers({
        ':most': most,
        ':expires': endOf(month) + keptSeconds,
        ...(limits.day !== undefined && { ':day': limits.day - most }),
        ...(limits.month !== undefined && { ':month': limits.month - most }),
      }),
    },
    ReturnValues: 'UPDATED_NEW',
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  }
}

/** Removes leases and charges something in place of each, unless one of them is gone. */
export const release = (charges: readonly { lease: Lease; charged: number }[]): Update => {
  const names = charges.map((_, at) => `#r${at}`)
  const byDay = new Map<string, number>()
  for (const { lease, charged } of charges) {
    byDay.set(lease.day, (byDay.get(lease.day) ?? 0) + charged - lease.most)
  }
  const days = [...byDay]
  const total = days.reduce((sum, [, change]) => sum + change, 0)
  const added = ['#used :used', ...days.map((_, at) => `#d${at} :d${at}`)]
  return {
    UpdateExpression: `REMOVE ${names.join(', ')} ADD ${added.join(', ')}`,
    ConditionExpression: names.map((name) => `attribute_exists(${name})`).join(' AND '),
    ExpressionAttributeNames: {
      '#used': 'used',
      ...Object.fromEntries(charges.map(({ lease }, at) => [`#r${at}`, leaseName(lease.id)])),
      ...Object.fromEntries(days.map(([day], at) => [`#d${at}`, dayName(day)])),
    },
    ExpressionAttributeValues: numbers({
      ':used': total,
      ...Object.fromEntries(days.map(([, change], at) => [`:d${at}`, change])),
    }),
  }
}

/** The end of a month in UTC, in seconds since 1970; elsewhere it is less than a day away. */
function endOf(month: string): number {
  const [year, number] = month.split('-').map(Number)
  return Date.UTC(Number(year), Number(number)) / 1000
}
