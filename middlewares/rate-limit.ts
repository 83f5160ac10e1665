import type { MiddlewareObj, Request } from '@middy/core'
import type { Context } from 'aws-lambda'
import { addErrorHeaders, addHeaders } from '../src/answer/add-headers.ts'
import { type HttpError, httpError } from '../src/errors/http-error.ts'
import type { HttpEvent } from '../src/http-event.ts'
import { limitedClients } from '../src/limits/client.ts'
import { unknownWait } from '../src/limits/errors.ts'
import { type LimitOptions, limitDefaults, limitRules } from '../src/limits/options.ts'
import {
  type CountedWindow,
  type RateCount,
  type RateWindow,
  rateCounter,
} from '../src/limits/rate-counter.ts'
import { draftHeaders, windowHeaders } from '../src/limits/rate-headers.ts'
import { passUnchecked } from '../src/limits/unchecked.ts'
import {
  checkOptions,
  isPositiveInteger,
  isRecord,
  type OptionRules,
  trueOrFalse,
  withDefaults,
} from '../src/options.ts'

export type { LimitKey, LimitKeyFunction, LimitOptions } from '../src/limits/options.ts'
export type { RateWindow } from '../src/limits/rate-counter.ts'

const pkg = 'middy-chat/rate-limit'

/** How often a client may ask, and who is a client. */
export type RateLimitOptions = LimitOptions & {
  /** Windows that all apply, e.g. `[{ requests: 10, seconds: 60 }, { requests: 100, seconds: 86_400 }]`; they begin with multiples of their seconds since 1970, in UTC. */
  limits: readonly RateWindow[]
  /** Also sends `ratelimit` and `ratelimit-policy` of the IETF's draft, for all windows. @defaultValue false */
  draftHeaders?: boolean
}

const defaults = {
  ...limitDefaults,
  draftHeaders: false,
} satisfies Partial<RateLimitOptions>

const rules: OptionRules<RateLimitOptions> = {
  ...limitRules,
  limits: [
    'a list of windows { requests, seconds } in positive whole numbers, no two of the same seconds',
    (limits) =>
      Array.isArray(limits) &&
      limits.length > 0 &&
      limits.every(isWindow) &&
      new Set(limits.map(({ seconds }) => seconds)).size === limits.length,
  ],
  draftHeaders: trueOrFalse,
}

/** @throws TypeError naming every option that is missing, wrong or unknown */
export const rateLimitValidateOptions = (options: Record<string, unknown> = {}): void =>
  checkOptions(pkg, rules, defaults, options)

type LimitedRequest = Request<HttpEvent, unknown, Error, Context>

/**
 * Refuses a client that asks too often. It counts in a DynamoDB table, exactly, however many requests
 * come at once and wherever they run. A window is fixed: around the edge between two of them a client
 * can get twice its `requests` within `seconds`, and never more; a shorter window beside it spreads them.
 *
 * **Reads** `context.claims.sub`, or the address in `requestContext` or `x-viewer-address`; never
 * `x-forwarded-for`. It stores a hash.
 * **Writes** `x-ratelimit-limit`, `-remaining` and `-window` (seconds) into every response, also of errors.
 * **Throws** 429 `rate_limited` with `retry-after`, also while the table throttles; 503
 * `limits_unavailable`, within a second; 403 `forbidden` without one address in `x-viewer-address`;
 * a `TypeError` for a request that does not say who asks.
 * **Order** after `jsonErrors` and what sets the claims, before everything expensive. A write that is
 * repeated because its response was lost may count twice, to the client's cost.
 * IAM: `dynamodb:UpdateItem` on the table.
 *
 * @example
 * export const handler = middy()
 *   .use(jsonErrors())
 *   .use(rateLimit({ table: 'limits', limits: [{ requests: 10, seconds: 60 }], key: 'address', salt }))
 *   .handler(() => ({ statusCode: 200, body: 'done' }))
 */
export const rateLimit = (
  options: RateLimitOptions,
): MiddlewareObj<HttpEvent, unknown, Error, Context> => {
  rateLimitValidateOptions(options)
  const all = withDefaults(defaults, options)
  const { limits, whenUnavailable } = all
  const clients = limitedClients(all, pkg)
  const counter = rateCounter(all, pkg)

  const headersOf = (count: RateCount) => ({
    ...windowHeaders(limits, count),
    ...(all.draftHeaders && draftHeaders(limits, count)),
  })
  const uncounted = headersOf({ counted: [], refusedBy: undefined })
  const headers = new WeakMap<object, Record<string, string>>()

  const count = async (client: string, context: Context) => {
    try {
      return await counter.count(await clients.idOf('rate', client, context))
    } catch (error) {
      passUnchecked(error, context, { pkg, whenUnavailable, refusal: throttled })
      return undefined
    }
  }

  const rateLimitBefore = async (request: LimitedRequest) => {
    const { event, context } = request
    const done = await count(clients.clientOf(event, context), context)
    if (!done) return
    headers.set(request, headersOf(done))
    if (done.refusedBy) throw rateLimited(done.refusedBy)
  }

  const rateLimitAfter = (request: LimitedRequest) =>
    addHeaders(request, headers.get(request) ?? uncounted, pkg)

  const rateLimitOnError = (request: LimitedRequest) =>
    addErrorHeaders(request, headers.get(request) ?? uncounted, pkg)

  return { before: rateLimitBefore, after: rateLimitAfter, onError: rateLimitOnError }
}

function isWindow(window: unknown): window is RateWindow {
  if (!isRecord(window)) return false
  const { requests, seconds, ...others } = window
  const isWhole = isPositiveInteger(requests) && isPositiveInteger(seconds)
  return isWhole && Object.keys(others).length === 0
}

function rateLimited({ requests, seconds, resetSeconds }: CountedWindow): HttpError {
  return httpError('rate_limited', {
    message: `Too many requests. Maximum ${requests} requests per ${seconds} seconds.`,
    headers: { 'retry-after': String(resetSeconds) },
    cause: { package: pkg, limit: requests, seconds },
  })
}

function throttled(cause: HttpError['cause']): HttpError {
  return httpError('rate_limited', { cause, headers: { 'retry-after': unknownWait } })
}
