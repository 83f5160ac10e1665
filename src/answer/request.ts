import type { Request } from '@middy/core'
import type { Context } from 'aws-lambda'
import { type HttpError, httpError } from '../errors/http-error.ts'
import { usageError } from '../errors/usage-error.ts'
import { isObject } from '../is-object.ts'
import { type Answer, type HandlerResponse, isAnswer } from './answer.ts'
import type { AnswerRecord } from './record.ts'
import { type RequestSignal, requestSignal } from './signal.ts'

/** The context that `eventStream` and `jsonAnswer` leave: the signal for the model. */
export type AnswerContext = Context & { signal: AbortSignal }

/** The one key of `request.internal` that middlewares of this library share. */
export const sharedKey = 'middyChat'

/** What they share: whether the request is logged, its signal, and the record of its answer. */
export type AnswerInternal = {
  [sharedKey]?: { isLogged?: true; signal?: RequestSignal; record?: AnswerRecord }
}

type AnswerRequest = Pick<
  Request<unknown, unknown, Error, AnswerContext, AnswerInternal>,
  'context' | 'internal'
>

/** A response as middlewares see it, whatever its body. */
export type HttpResponse = Omit<HandlerResponse, 'body'> & { body?: unknown }

/** The contexts of requests whose answer will be written. A router passes its context to its routes. */
const open = new WeakSet<object>()

/** Whether `eventStream` or `jsonAnswer` writes the answer of this request, in this stack or one around it. */
export const isOpen = (context: object): boolean => open.has(context)

/**
 * Creates the signal of the request, which aborts `deadlineMarginMs` before the
 * function times out or after `timeoutMs`. A second call replaces the deadline
 * and keeps the signal.
 */
export const openAnswer = (
  { context, internal }: AnswerRequest,
  pkg: string,
  deadlineMarginMs: number,
  timeoutMs = Number.POSITIVE_INFINITY,
): void => {
  const remainingMs = context.getRemainingTimeInMillis?.() ?? Number.POSITIVE_INFINITY
  internal[sharedKey] ??= {}
  const shared = internal[sharedKey]
  shared.signal ??= requestSignal()
  const { signal } = shared
  signal.expireIn(Math.min(remainingMs - deadlineMarginMs, timeoutMs), () => deadline(pkg))
  context.signal = signal.signal
  open.add(context)
}

/** Ends everything that still runs for a request that was refused or has failed. */
export const closeAnswer = ({ internal }: AnswerRequest, pkg: string): void => {
  const { signal } = internal[sharedKey] ?? {}
  signal?.clear()
  signal?.abort(closed(pkg))
}

/**
 * The answer that a handler returned, bare or as the body of a response; the default status is 200.
 *
 * @throws TypeError for a generator that is not async, or a `Response` of fetch: Lambda would send `{}`
 */
export const findAnswer = (
  response: unknown,
  pkg: string,
): { answer: Answer; response: HttpResponse } | undefined => {
  if (isAnswer(response)) return { answer: response, response: { statusCode: 200 } }
  const wrapped = (response ?? {}) as Partial<HttpResponse>
  if (isAnswer(wrapped.body)) {
    return { answer: wrapped.body, response: { ...wrapped, statusCode: wrapped.statusCode ?? 200 } }
  }
  if (isGenerator(response) || isGenerator(wrapped.body)) {
    throw usageError(pkg, 'An answer is an async iterable: write async function*')
  }
  // Not instanceof: the first use of the global loads all of `fetch`.
  if (Object.prototype.toString.call(response) === '[object Response]') {
    throw usageError(
      pkg,
      'Lambda cannot send a Response of fetch: return { statusCode, headers, body }',
    )
  }
  return undefined
}

function isGenerator(value: unknown): boolean {
  return (
    isObject(value) &&
    Symbol.iterator in value &&
    'next' in value &&
    typeof value.next === 'function'
  )
}

/** The response was destroyed or the request refused, so nobody waits for the answer. */
export const closed = (pkg: string): HttpError => httpError('closed', { cause: { package: pkg } })

function deadline(pkg: string): HttpError {
  return httpError('deadline', { cause: { package: pkg } })
}
