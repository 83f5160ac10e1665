import type { Calendar, Period } from './calendar.ts'
import type { BudgetLimits } from './ledger-writes.ts'
import type { Spent } from './token-ledger.ts'

const periods: readonly Period[] = ['day', 'month']

/** The windows that have a limit. */
export const limitedPeriods = (limits: BudgetLimits): { period: Period; limit: number }[] =>
  periods.flatMap((period) => {
    const limit = limits[period]
    return limit === undefined ? [] : [{ period, limit }]
  })

/**
 * `ratelimit-policy`, and `ratelimit` with what is neither spent nor reserved, and the seconds until
 * the window ends.
 *
 * @see https://datatracker.ietf.org/doc/html/draft-ietf-httpapi-ratelimit-headers-10
 */
export const budgetHeaders = (
  limits: BudgetLimits,
  spent: Spent,
  { endOf }: Calendar,
): Record<string, string> => {
  const now = Date.now()
  const windows = limitedPeriods(limits).map(({ period, limit }) => ({
    policy: `"${period}";q=${limit}`,
    state: `"${period}";r=${Math.max(0, limit - spent[period])};t=${Math.ceil((endOf(period, now) - now) / 1000)}`,
  }))
  return {
    'ratelimit-policy': windows.map(({ policy }) => policy).join(', '),
    ratelimit: windows.map(({ state }) => state).join(', '),
  }
}
