import { requestOf } from '../answer/linked-signal.ts'
import { usageError } from '../errors/usage-error.ts'

/** What an answer may cost, and what it costs in any case, in the units of the budget's limits. */
export type Cost = { most: number; least: number }

/** A part of a budget that is held for an answer. */
export type Reservation = {
  /** Charges what was used instead, and never fails. */
  settle(used: number): Promise<void>
}

/** What the user of one request may spend. */
export type Budget = {
  /**
   * Reserves what an answer may cost.
   *
   * @throws HttpError 413 `prompt_exceeds_budget`; 429 `budget_exceeded`, `budget_reserved`; 503 `limits_unavailable`
   */
  reserve(cost: Cost): Promise<Reservation>
}

const budgets = new WeakMap<AbortSignal, Budget | 'unlimited'>()

/**
 * Sets the budget of a request. The key is its signal, which every model has; each request has one of its own.
 *
 * @throws TypeError if it has a budget already: it would no longer be charged
 */
export const setBudget = (signal: AbortSignal, budget: Budget | 'unlimited', pkg: string): void => {
  if (budgets.has(signal)) {
    throw usageError(pkg, 'a request has one budget: give all its limits in one place')
  }
  budgets.set(signal, budget)
}

/** The budget of a request; `undefined` if its user has no limit. @throws TypeError if nobody has set it */
export const budgetOf = (signal: AbortSignal, pkg: string): Budget | undefined => {
  const budget = budgets.get(requestOf(signal))
  if (budget === undefined) {
    throw usageError(pkg, 'needs tokenBudget before the handler, and context.signal as its signal')
  }
  return budget === 'unlimited' ? undefined : budget
}
