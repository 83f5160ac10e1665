import type { Request } from '@middy/core'
import type { Context } from 'aws-lambda'
import { type HttpError, httpError } from '../errors/http-error.ts'
import { type Answer, isAnswer } from './answer.ts'
import type { AnswerRecordInternal } from './record.ts'
import { type RequestSignal, requestSignal } from './signal.ts'

/** What whoever writes the answer adds to the context: the signal for the model. */
export type AnswerContext = Context & { signal: AbortSignal }

/** What it keeps in `request.internal`: the one signal of the request, and the record of its answer. */
export type AnswerInternal = AnswerRecordInternal & { answerSignal?: RequestSignal }

type AnswerRequest = Pick<
  Request<unknown, unknown, Error, AnswerContext, AnswerInternal>,
  'context' | 'internal'
>

/** What the parts that write an answer know of a response. */
export type HttpResponse = {
  statusCode: number
  headers?: Record<string, string>
  body?: unknown
}

/**
 * Gives the request its signal, which aborts `deadlineMarginMs` before the
 * Lambda's end or after `timeoutMs`. Another deadline takes the place of the
 * first, and the signal stays the same: who holds it need not know.
 */
export const openAnswer = (
  { context, internal }: AnswerRequest,
  pkg: string,
  deadlineMarginMs: number,
  timeoutMs = Number.POSITIVE_INFINITY,
): void => {
  const remainingMs = context.getRemainingTimeInMillis?.() ?? Number.POSITIVE_INFINITY
  internal.answerSignal ??= requestSignal()
  internal.answerSignal.expireIn(Math.min(remainingMs - deadlineMarginMs, timeoutMs), () =>
    deadline(pkg),
  )
  context.signal = internal.answerSignal.signal
}

/** Ends what still runs for a request that was refused, or has failed. */
export const closeAnswer = ({ internal }: AnswerRequest, pkg: string): void => {
  internal.answerSignal?.clear()
  internal.answerSignal?.abort(closed(pkg))
}

/** The answer that a handler returned, bare or as the body of a response; with status 200 if it has none. */
export const findAnswer = (
  response: unknown,
): { answer: Answer; response: HttpResponse } | undefined => {
  if (isAnswer(response)) return { answer: response, response: { statusCode: 200 } }
  const wrapped = (response ?? {}) as Partial<HttpResponse>
  if (!isAnswer(wrapped.body)) return undefined
  return { answer: wrapped.body, response: { ...wrapped, statusCode: wrapped.statusCode ?? 200 } }
}

/** The response was destroyed, or the request refused: nobody waits for the answer. */
export const closed = (pkg: string): HttpError =>
  httpError(499, 'closed', 'The response was closed before the answer ended.', {
    cause: { package: pkg },
  })

function deadline(pkg: string): HttpError {
  return httpError(504, 'deadline', 'The answer took longer than this function may run.', {
    cause: { package: pkg },
  })
}
