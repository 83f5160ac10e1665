import { randomUUID } from 'node:crypto'
import { budgetExceeded, budgetReserved, promptExceedsBudget } from './budget-errors.ts'
import { budgetHeaders, limitedPeriods } from './budget-headers.ts'
import type { Budget, Reservation } from './budgets.ts'
import type { Calendar } from './calendar.ts'
import type { BudgetLimits } from './ledger-writes.ts'
import type { Reserved, TokenLedger } from './token-ledger.ts'

/** The user of a request, and what becomes of its reservations. */
export type Account = {
  userId: string
  limits: BudgetLimits
  /** When a reservation ends that nobody settled, in seconds since 1970. */
  endsAt: number
  /** Takes the headers about what is left. */
  tell(headers: Record<string, string>): void
  /** Takes the error of a ledger that is unavailable. @throws HttpError unless the answer may go on */
  unavailable(error: unknown): void
  /** Takes the error of a settlement, after which the reservation stays until it ends. */
  unsettled(error: unknown): void
}

/** The budget of a user in a ledger. */
export const userBudget = (
  ledger: TokenLedger,
  calendar: Calendar,
  { userId, limits, endsAt, tell, unavailable, unsettled }: Account,
  pkg: string,
): Budget => {
  const refusal = ({ spent, reserved }: Extract<Reserved, { granted: false }>, most: number) => {
    const over = limitedPeriods(limits).filter(
      ({ period, limit }) => spent[period] - reserved[period] + most > limit,
    )
    // The month is the last one, and ends last.
    const last = over.at(-1)?.period
    if (last === undefined) return budgetReserved(pkg)
    return budgetExceeded(pkg, last, calendar.endOf(last, Date.now()))
  }

  const reserve: Budget['reserve'] = async ({ most, least }) => {
    if (most === 0) return nothing
    const tooSmall = limitedPeriods(limits).find(({ limit }) => most > limit)
    if (tooSmall) {
      const { period: window, limit } = tooSmall
      throw promptExceedsBudget(pkg, { window, limit, most })
    }
    const hold = { id: randomUUID(), most, least, endsAt }
    const reserved = await ledger.reserve(userId, limits, hold).catch(unavailable)
    if (!reserved) return nothing
    tell(budgetHeaders(limits, reserved.spent, calendar))
    if (!reserved.granted) throw refusal(reserved, most)
    const { month, lease } = reserved
    return {
      settle: (used) => ledger.settle(userId, month, lease, used).catch(unsettled),
    }
  }

  return { reserve }
}

const nothing: Reservation = { settle: async () => {} }
