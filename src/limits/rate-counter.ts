import { UpdateItemCommand } from '@aws-sdk/client-dynamodb'
import { requests, startBudget } from './requests.ts'

/** So many requests in so many seconds. */
export type RateWindow = { requests: number; seconds: number }

/** A window that counted a request, or refused it. */
export type CountedWindow = RateWindow & {
  /** Requests that are left in it. */
  remaining: number
  /** Whole seconds until it ends, at least 1. */
  resetSeconds: number
}

/** A request that was counted, up to the window that refused it. */
export type RateCount = { counted: readonly CountedWindow[]; refusedBy: CountedWindow | undefined }

export type RateCounter = {
  /**
   * Counts a request in each window, the shortest first, until one refuses it.
   *
   * @throws HttpError 503 `limits_unavailable`, within `limitsBudgetMs`
   */
  count(id: string): Promise<RateCount>
}

type Bucket = { window: RateWindow; period: string; endsAt: number }

/** Clients that an execution environment remembers as refused. An entry has about 100 bytes. */
const mostRefused = 10_000

export type RateCounterOptions = {
  table: string
  endpoint?: string | undefined
  limits: readonly RateWindow[]
  /** The time in ms since 1970. @defaultValue Date.now */
  now?: () => number
}

/**
 * Counts requests in fixed windows of the clock: one of 60 s begins with each minute of UTC, one of
 * 86,400 s at midnight. Each bucket is an item with one number, and one conditional write counts and
 * decides, so the limit is exact however many requests come at once. The bucket is named by its time:
 * an item that TTL has not yet removed is never read again, and a clock that jumps back goes on
 * counting in the earlier bucket.
 *
 * A bucket that is used up stays so: this process remembers it, and refuses without asking the table.
 */
export const rateCounter = (
  { table, endpoint, limits, now = () => Date.now() }: RateCounterOptions,
  pkg: string,
): RateCounter => {
  const send = requests(pkg, endpoint)
  const windows = limits.toSorted((one, other) => one.seconds - other.seconds)
  const usedUp = new Set<string>()

  const noteUsedUp = (key: string) => {
    const [oldest] = usedUp
    if (usedUp.size >= mostRefused && oldest !== undefined) usedUp.delete(oldest)
    usedUp.add(key)
  }

  /** @returns how many requests the bucket has now, or `undefined` if it is full */
  const add = async (id: string, { window, period, endsAt }: Bucket, budgetMs: number) => {
    const command = new UpdateItemCommand({
      TableName: table,
      Key: { id: { S: id }, period: { S: period } },
      ConditionExpression: 'attribute_not_exists(taken) OR taken < :limit',
      UpdateExpression: 'ADD taken :one SET expires_at = :expires',
      ExpressionAttributeValues: {
        ':one': { N: '1' },
        ':limit': { N: String(window.requests) },
        // Another window later, since other clocks may be slow.
        ':expires': { N: String(endsAt / 1000 + window.seconds) },
      },
      ReturnValues: 'UPDATED_NEW',
    })
    const added = await send(table, (client, options) => client.send(command, options), budgetMs)
    return added && Number(added.Attributes?.taken?.N)
  }

  const stateOf = ({ window, endsAt }: Bucket, remaining: number): CountedWindow => {
    const resetSeconds = Math.max(1, Math.ceil((endsAt - now()) / 1000))
    return { ...window, remaining, resetSeconds }
  }

  const count: RateCounter['count'] = async (id) => {
    const leftMs = startBudget()
    const startedAt = now()
    const buckets = windows.map((window) => bucketAt(startedAt, window))
    const keyOf = ({ period }: Bucket) => `${id} ${period}`
    const known = buckets.find((bucket) => usedUp.has(keyOf(bucket)))
    if (known) return { counted: [], refusedBy: stateOf(known, 0) }
    const done: CountedWindow[] = []
    for (const bucket of buckets) {
      const taken = await add(id, bucket, leftMs())
      if (taken === undefined || taken >= bucket.window.requests) noteUsedUp(keyOf(bucket))
      if (taken === undefined) return { counted: done, refusedBy: stateOf(bucket, 0) }
      done.push(stateOf(bucket, bucket.window.requests - taken))
    }
    return { counted: done, refusedBy: undefined }
  }

  return { count }
}

function bucketAt(now: number, window: RateWindow): Bucket {
  const ms = window.seconds * 1000
  const index = Math.floor(now / ms)
  return { window, period: `${window.seconds}#${index}`, endsAt: (index + 1) * ms }
}
