import { type HttpError, httpError } from '../errors/http-error.ts'
import type { Period } from './calendar.ts'
import { unknownWait } from './errors.ts'

/** The budget of a day or a month is spent. @param resetsAt in ms since 1970 */
export const budgetExceeded = (pkg: string, window: Period, resetsAt: number): HttpError => {
  const seconds = Math.max(1, Math.ceil((resetsAt - Date.now()) / 1000))
  return httpError('budget_exceeded', {
    cause: { package: pkg, window },
    headers: { 'retry-after': String(seconds) },
    details: { resetsAt: new Date(resetsAt).toISOString() },
  })
}

/** Only reservations stand in the way, or nobody knows: the table throttles. @param facts for the log */
export const budgetReserved = (pkg: string, facts: Partial<HttpError['cause']> = {}): HttpError =>
  httpError('budget_reserved', {
    cause: { ...facts, package: pkg },
    headers: { 'retry-after': unknownWait },
  })

/** The request alone may cost more than the whole budget. */
export const promptExceedsBudget = (
  pkg: string,
  facts: { window: Period; limit: number; most: number },
): HttpError => httpError('prompt_exceeds_budget', { cause: { package: pkg, ...facts } })
