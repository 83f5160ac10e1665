import type { Request } from '@middy/core'
import type { Context } from 'aws-lambda'
import { type HttpError, httpError } from '../errors/http-error.ts'
import { type Answer, isAnswer } from './answer.ts'
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

/** A response, as far as an answer is concerned. */
export type HttpResponse = {
  statusCode: number
  headers?: Record<string, string>
  /** Of REST APIs and load balancers; they take precedence over `headers`. */
  multiValueHeaders?: Record<string, string[]>
  body?: unknown
}

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
}

/** Ends everything that still runs for a request that was refused or has failed. */
export const closeAnswer = ({ internal }: AnswerRequest, pkg: string): void => {
  const { signal } = internal[sharedKey] ?? {}
  signal?.clear()
  signal?.abort(closed(pkg))
}

/** The answer that a handler returned, bare or as the body of a response; the default status is 200. */
export const findAnswer = (
  response: unknown,
): { answer: Answer; response: HttpResponse } | undefined => {
  if (isAnswer(response)) return { answer: response, response: { statusCode: 200 } }
  const wrapped = (response ?? {}) as Partial<HttpResponse>
  if (!isAnswer(wrapped.body)) return undefined
  return { answer: wrapped.body, response: { ...wrapped, statusCode: wrapped.statusCode ?? 200 } }
}

/** The response was destroyed or the request refused, so nobody waits for the answer. */
export const closed = (pkg: string): HttpError => httpError('closed', { cause: { package: pkg } })

function deadline(pkg: string): HttpError {
  return httpError('deadline', { cause: { package: pkg } })
}
