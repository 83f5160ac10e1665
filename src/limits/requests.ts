import * as dynamodb from '../dynamodb/requests.ts'
import { limitsUnavailable } from './errors.ts'

/** The longest time for the limits of a request, in ms: they are decided within a second, retries included. */
export const limitsBudgetMs = 900

/** Starts the clock of `limitsBudgetMs`. @returns what is left of it */
export const startBudget = (): (() => number) => {
  const endsAt = performance.now() + limitsBudgetMs
  return () => endsAt - performance.now()
}

/**
 * Sends requests for the table of the limits. They fail with HttpError 503 `limits_unavailable`,
 * whose cause has the error's name, and whether the table throttled any attempt.
 */
export const requests = (pkg: string, endpoint: string | undefined): dynamodb.Send =>
  dynamodb.requests({
    endpoint,
    budgetMs: limitsBudgetMs,
    failed: (table, error, throttled) => limitsUnavailable(pkg, table, error, throttled),
  })
