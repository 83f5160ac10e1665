import type { MiddlewareObj, Request } from '@middy/core'
import type { Context } from 'aws-lambda'
import { setLateHeaders } from '../src/answer/late-headers.ts'
import { type AnswerContext, isOpen } from '../src/answer/request.ts'
import { userOf } from '../src/auth/user-of.ts'
import { isKey } from '../src/dynamodb/items.ts'
import { httpError, toHttpError } from '../src/errors/http-error.ts'
import { usageError } from '../src/errors/usage-error.ts'
import * as formats from '../src/formats.ts'
import { budgetReserved } from '../src/limits/budget-errors.ts'
import { limitedPeriods } from '../src/limits/budget-headers.ts'
import { setBudget } from '../src/limits/budgets.ts'
import { calendar } from '../src/limits/calendar.ts'
import { timeLeftMs } from '../src/limits/deadline.ts'
import type { BudgetLimits } from '../src/limits/ledger-writes.ts'
import { limitRules } from '../src/limits/options.ts'
import { requests } from '../src/limits/requests.ts'
import { tokenLedger } from '../src/limits/token-ledger.ts'
import { passUnchecked } from '../src/limits/unchecked.ts'
import { userBudget } from '../src/limits/user-budget.ts'
import { checkOptions, isRecord, type OptionRules, ofFormat, withDefaults } from '../src/options.ts'
import { warnOf } from '../src/warnings.ts'

export type { Period } from '../src/limits/calendar.ts'
export type { BudgetLimits } from '../src/limits/ledger-writes.ts'

const pkg = 'middy-chat/token-budget'

/** The claims of a user's token, as `cognitoAuth` and `jwtAuth` leave them. */
export type BudgetClaims = Readonly<Record<string, unknown>>

/** What users may spend. */
export type TokenBudgetOptions = {
  /** The table of limits: keyed `id`, `period`, with the TTL attribute `expires_at`. */
  table: string
  /** Another address of DynamoDB: https, or http on this machine. @defaultValue AWS's own, or `AWS_ENDPOINT_URL_DYNAMODB` */
  endpoint?: string | undefined
  /** The most tokens of a user in a calendar day and month, e.g. `{ day: 50_000 }`; or a function of the token's claims, where `{}` is no limit. */
  limits: BudgetLimits | ((claims: BudgetClaims) => BudgetLimits)
  /** Where days and months begin at midnight, e.g. `Asia/Seoul`. @defaultValue 'UTC' */
  timeZone?: string | undefined
  /** What happens while the table is unavailable: `'closed'` refuses, `'open'` gives answers without a budget and logs a warning. A table that throttles refuses in both. @defaultValue 'closed' */
  whenUnavailable?: 'closed' | 'open'
}

const defaults = {
  timeZone: 'UTC',
  whenUnavailable: 'closed',
} satisfies Partial<TokenBudgetOptions>

const rules: OptionRules<TokenBudgetOptions> = {
  table: limitRules.table,
  endpoint: limitRules.endpoint,
  limits: [
    '{ day, month } in whole numbers, at least one of them, or a function',
    (limits) =>
      typeof limits === 'function' || (isLimits(limits) && limitedPeriods(limits).length > 0),
  ],
  timeZone: ofFormat(formats.timeZone),
  whenUnavailable: limitRules.whenUnavailable,
}

/** @throws TypeError naming every option that is missing, wrong or unknown */
export const tokenBudgetValidateOptions = (options: Record<string, unknown> = {}): void =>
  checkOptions(pkg, rules, defaults, options)

type BudgetRequest = Request<unknown, unknown, Error, Context>

/** A reservation outlives its function by so much, in ms, since clocks differ. */
const graceMs = 60_000
/**
 * Limits what a user's answers cost in a day and a month, exactly, however many are asked at once. It
 * prepares the budget that `withBudget` of `middy-chat/models/with-budget` charges: two writes to
 * DynamoDB for an answer, one for a refusal.
 *
 * **Reads** `context.claims.sub`.
 * **Writes** one item a month for each user, `tokens#SUB`; `ratelimit` and `ratelimit-policy` of the
 * IETF's draft into the response, also of an error, once a budget was asked.
 * **Throws** 403 `forbidden` for a user whose id cannot be a key; a `TypeError` for limits that are
 * none. The model throws the refusals: 413 `prompt_exceeds_budget`; 429 `budget_exceeded` with
 * `retry-after` and `resetsAt`, `budget_reserved` while other answers are made or the table throttles;
 * 503 `limits_unavailable`.
 * **Order** after `eventStream` or `jsonAnswer`, and the middleware that sets the claims.
 * IAM: `dynamodb:UpdateItem` on the table.
 *
 * @example
 * const model = withBudget(withRetry(bedrockConverse({ modelId, maxTokens: 1_000 })))
 * export const handler = middy(streaming)
 *   .use(eventStream())
 *   .use(cognitoAuth({ userPoolId, clientId }))
 *   .use(tokenBudget({ table: 'limits', limits: { day: 50_000, month: 500_000 } }))
 *   .handler((event, { signal }) => model.answer(promptOf(event), { signal }))
 */
export const tokenBudget = (
  options: TokenBudgetOptions,
): MiddlewareObj<unknown, unknown, Error, Context> => {
  tokenBudgetValidateOptions(options)
  const { table, endpoint, limits, timeZone, whenUnavailable } = withDefaults(defaults, options)
  const days = calendar(timeZone)
  const ledger = tokenLedger({ table, send: requests(pkg, endpoint), calendar: days })
  const policy = {
    pkg,
    whenUnavailable,
    refusal: (cause: object) => budgetReserved(pkg, cause),
  }

  const limitsOf = (context: Context): BudgetLimits => {
    if (typeof limits !== 'function') return limits
    const { claims } = context as Context & { claims: BudgetClaims }
    const found: unknown = limits(claims)
    if (isLimits(found)) return found
    throw usageError(pkg, 'the function of the option limits must return { day, month } or less')
  }

  const tokenBudgetBefore = ({ context }: BudgetRequest) => {
    const userId = userOf(context, pkg)
    if (!isOpen(context)) throw usageError(pkg, 'needs eventStream or jsonAnswer before it')
    const { signal } = context as AnswerContext
    const limits = limitsOf(context)
    if (limitedPeriods(limits).length === 0) return setBudget(signal, 'unlimited', pkg)
    if (!isKey(userId)) {
      const message = 'This sign-in cannot have a budget.'
      throw httpError('forbidden', { message, cause: { package: pkg, reason: 'user' } })
    }
    const account = {
      userId,
      limits,
      endsAt: Math.ceil((Date.now() + timeLeftMs(context) + graceMs) / 1000),
      tell: (headers: Record<string, string>) => setLateHeaders(signal, headers),
      unavailable: (error: unknown) => passUnchecked(error, context, policy),
      unsettled: (error: unknown) => warnOf(context, toHttpError(error, pkg)),
    }
    setBudget(signal, userBudget(ledger, days, account, pkg), pkg)
  }

  return { before: tokenBudgetBefore }
}

function isLimits(limits: unknown): limits is BudgetLimits {
  // A promise has no fields, like the `{}` that is no limit.
  if (!isRecord(limits) || Object.prototype.toString.call(limits) !== '[object Object]')
    return false
  const { day, month, ...others } = limits
  return [day, month].every(isLimit) && Object.keys(others).length === 0
}

function isLimit(limit: unknown): boolean {
  return limit === undefined || (Number.isSafeInteger(limit) && Number(limit) >= 0)
}
