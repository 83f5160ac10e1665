import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import { type Item, numbers, strings } from '../dynamodb/items.ts'

/**
 * The item of a user's month, keyed `id` (`tokens#USER`) and `period` (`YYYY-MM`):
 *
 * - `used`: what was charged this month, and what is reserved now;
 * - `d#01` … `d#31`: the same by day;
 * - `r#ID`: a reservation under way, which is part of both;
 * - `expires_at`: the TTL attribute.
 */
export type LedgerItem = Item

/** A reservation as it is stored: what it holds, and what is charged if nobody settles it. */
export type Lease = {
  id: string
  most: number
  least: number
  /** The day of the month that it is charged to, `01` to `31`, also when it is settled after midnight. */
  day: string
  /** In seconds since 1970. */
  endsAt: number
}

export const dayName = (day: string): string => `d#${day}`

export const leaseName = (id: string): string => `r#${id}`

export const leaseValue = ({ most, least, day, endsAt }: Lease): AttributeValue => ({
  M: { ...numbers({ most, least, ends_at: endsAt }), ...strings({ day }) },
})

/** The reservations in an item. */
export const leasesIn = (item: LedgerItem): Lease[] =>
  Object.entries(item).flatMap(([name, { M: lease }]) =>
    name.startsWith('r#') && lease
      ? [
          {
            id: name.slice(2),
            most: numberOf(lease.most),
            least: numberOf(lease.least),
            day: lease.day?.S ?? '',
            endsAt: numberOf(lease.ends_at),
          },
        ]
      : [],
  )

/** A number in an item; 0 if it is absent. */
export const numberOf = (attribute: AttributeValue | undefined): number => Number(attribute?.N ?? 0)
