import { finished } from 'node:stream'
import type { MiddlewareObj, Request } from '@middy/core'
import type { Context } from 'aws-lambda'
import { refuseUnwritten } from '../src/answer/check-response.ts'
import { isStream } from '../src/answer/is-stream.ts'
import { findAnswer } from '../src/answer/request.ts'
import { type HttpError, httpError, toHttpError } from '../src/errors/http-error.ts'
import type { HttpEvent } from '../src/http-event.ts'
import { answerLeases } from '../src/limits/answer-leases.ts'
import { limitedClients } from '../src/limits/client.ts'
import { timeLeftMs } from '../src/limits/deadline.ts'
import { unknownWait } from '../src/limits/errors.ts'
import { leasedAnswer } from '../src/limits/leased-answer.ts'
import { type LimitOptions, limitDefaults, limitRules } from '../src/limits/options.ts'
import { passUnchecked } from '../src/limits/unchecked.ts'
import { checkOptions, type OptionRules, positiveInteger, withDefaults } from '../src/options.ts'
import { warnOf } from '../src/warnings.ts'

export type { LimitKey, LimitKeyFunction, LimitOptions } from '../src/limits/options.ts'

const pkg = 'middy-chat/concurrency-limit'

/** How many answers a client may have at once, and who is a client. */
export type ConcurrencyLimitOptions = LimitOptions & {
  /** The most answers of one client that are under way at once. */
  answers: number
}

const rules: OptionRules<ConcurrencyLimitOptions> = { ...limitRules, answers: positiveInteger }

/** @throws TypeError naming every option that is missing, wrong or unknown */
export const concurrencyLimitValidateOptions = (options: Record<string, unknown> = {}): void =>
  checkOptions(pkg, rules, limitDefaults, options)

type LimitedRequest = Request<HttpEvent, unknown, Error, Context>

/**
 * Refuses a client that has too many answers under way, so that nobody can hold all of a function's
 * concurrency. Each answer has a lease in a DynamoDB table, counted exactly however many requests come
 * at once. It is freed before the finish of the answer, when the answer fails or its reader leaves, or
 * with the response if that is no answer; at the latest it ends when the function times out.
 *
 * **Reads** `context.claims.sub`, or the address in `requestContext` or `x-viewer-address`; never
 * `x-forwarded-for`. It stores a hash.
 * **Writes** the table: one write to take a lease, one to free it.
 * **Throws** 429 `too_many_answers` with `retry-after`, also while the table throttles; 503
 * `limits_unavailable`, within a second; 403 `forbidden` without one address in `x-viewer-address`;
 * a `TypeError` for a request that does not say who asks, or an answer that no middleware writes.
 * **Order** after `eventStream` or `jsonAnswer`, what sets the claims, and what refuses or responds
 * early without it.
 * IAM: `dynamodb:UpdateItem` and `GetItem` on the table.
 *
 * @example
 * export const handler = middy(streaming)
 *   .use(eventStream())
 *   .use(cognitoAuth({ userPoolId: 'eu-west-1_AbCdEf123', clientId: '1example23456789' }))
 *   .use(concurrencyLimit({ table: 'limits', answers: 2 }))
 *   .handler((event, { signal }) => model.answer(prompt, { signal }))
 */
export const concurrencyLimit = (
  options: ConcurrencyLimitOptions,
): MiddlewareObj<HttpEvent, unknown, Error, Context> => {
  concurrencyLimitValidateOptions(options)
  const all = withDefaults(limitDefaults, options)
  const { answers, whenUnavailable } = all
  const clients = limitedClients(all, pkg)
  const leases = answerLeases(all, pkg)
  const freeing = new WeakMap<object, () => Promise<void>>()
  const policy = { pkg, whenUnavailable, refusal: tooManyAnswers }

  const take = async (client: string, context: Context) => {
    const endsAt = Date.now() + timeLeftMs(context)
    try {
      const lease = await leases.take(await clients.idOf('answers', client, context), endsAt)
      return lease ?? 'none'
    } catch (error) {
      passUnchecked(error, context, policy)
      return undefined
    }
  }

  const concurrencyLimitBefore = async (request: LimitedRequest) => {
    const { event, context } = request
    const lease = await take(clients.clientOf(event, context), context)
    if (lease === 'none') throw tooManyAnswers({ package: pkg, limit: answers })
    if (!lease) return
    let freed: Promise<void> | undefined
    const free = () => {
      freed ??= lease.free().catch((error) => warnOf(context, toHttpError(error, pkg)))
      return freed
    }
    freeing.set(request, free)
  }

  const concurrencyLimitAfter = async (request: LimitedRequest) => {
    const free = freeing.get(request)
    if (!free) return
    // Such an answer would never begin, so it would never free its lease.
    refuseUnwritten(request, pkg)
    const found = findAnswer(request.response, pkg)
    const body = streamOf(request.response)
    if (found) request.response = { ...found.response, body: leasedAnswer(found.answer, free) }
    else if (body) finished(body, free)
    else await free()
  }

  const concurrencyLimitOnError = (request: LimitedRequest) => freeing.get(request)?.()

  return {
    before: concurrencyLimitBefore,
    after: concurrencyLimitAfter,
    onError: concurrencyLimitOnError,
  }
}

function tooManyAnswers(cause: HttpError['cause']): HttpError {
  return httpError('too_many_answers', { cause, headers: { 'retry-after': unknownWait } })
}

function streamOf(response: unknown) {
  const { body } = (response ?? {}) as { body?: unknown }
  return [response, body].find(isStream)
}
