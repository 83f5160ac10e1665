import type { MiddlewareObj, Request } from '@middy/core'
import type { Context } from 'aws-lambda'
import { type Answer, isAnswer } from '../src/answer.ts'
import { AnswerBody } from '../src/answer-body.ts'
import { answerFrames } from '../src/answer-frames.ts'
import type { AnswerRecordInternal } from '../src/answer-record.ts'
import { type RequestSignal, requestSignal } from '../src/deadline.ts'
import { type HttpError, httpError } from '../src/errors.ts'
import {
  checkOptions,
  isPositiveInteger,
  type OptionRules,
  positiveInteger,
  withDefaults,
} from '../src/options.ts'
import { eventStreamType } from '../src/sse.ts'

const pkg = 'middy-chat/event-stream'

export type EventStreamOptions = {
  /** How long the status is held back for the first text. @defaultValue 8000 */
  holdStatusMs?: number
  /** How long the model may take to its first text. @defaultValue 20000 */
  firstTextTimeoutMs?: number
  /** Silence after which a comment frame is sent; CloudFront cuts a silent origin after 30 s. @defaultValue 15000 */
  heartbeatMs?: number
  /** How long the model may be silent between two texts. @defaultValue 20000 */
  idleTimeoutMs?: number
  /** How long before the Lambda's end the answer is cut short. @defaultValue 3000 */
  deadlineMarginMs?: number
  /** How long wrappers may work on after the signal aborted; less than `deadlineMarginMs`. @defaultValue 2000 */
  finalizeMs?: number
}

const defaults = {
  holdStatusMs: 8_000,
  firstTextTimeoutMs: 20_000,
  heartbeatMs: 15_000,
  idleTimeoutMs: 20_000,
  deadlineMarginMs: 3_000,
  finalizeMs: 2_000,
} satisfies EventStreamOptions

const rules: OptionRules<EventStreamOptions> = {
  holdStatusMs: positiveInteger,
  firstTextTimeoutMs: positiveInteger,
  heartbeatMs: positiveInteger,
  idleTimeoutMs: positiveInteger,
  deadlineMarginMs: positiveInteger,
  finalizeMs: [
    'a positive whole number, less than deadlineMarginMs',
    (ms, { deadlineMarginMs: margin }) =>
      isPositiveInteger(ms) && (!isPositiveInteger(margin) || ms < margin),
  ],
}

/** @throws TypeError naming every option that is wrong or unknown */
export const eventStreamValidateOptions = (options: Record<string, unknown> = {}): void =>
  checkOptions(pkg, rules, defaults, options)

/** `context.signal` aborts at the deadline, at a limit above, or when the response is destroyed: pass it to the model. */
export type EventStreamContext = Context & { signal: AbortSignal }

type Internal = AnswerRecordInternal & { eventStreamSignal?: RequestSignal }
type StreamRequest = Request<unknown, unknown, Error, EventStreamContext, Internal>

/**
 * Streams the handler's answer as server-sent events: its status held until the
 * first text, heartbeats while nothing comes, one terminal frame at the end.
 *
 * **Reads** the handler's `Answer`, bare or as `response.body`.
 * **Writes** `context.signal`; the response's body, status and headers; the
 * answer's record in `request.internal.answerRecord`.
 * **Throws** before the first byte whatever the answer throws; 502 `model_empty`,
 * `model_incomplete`; 422 `answer_refused`; 504 `model_timeout`, `deadline`.
 * After it these codes come in an `error` frame, with 504 `model_stalled` and 499 `closed`.
 * **Order** after `requestLog` and `jsonErrors`, before everything that wraps the
 * answer. Needs `executionModeStreamifyResponse`, and `timeoutEarlyInMillis: 0`.
 *
 * @example
 * export const handler = middy({ executionMode: executionModeStreamifyResponse, timeoutEarlyInMillis: 0 })
 *   .use(eventStream())
 *   .handler((event, context) => model.answer(prompt, { signal: context.signal }))
 */
export const eventStream = (
  options: EventStreamOptions = {},
): MiddlewareObj<unknown, unknown, Error, EventStreamContext, Internal> => {
  eventStreamValidateOptions(options)
  const limits = withDefaults(defaults, options)

  const eventStreamBefore = ({ context, internal }: StreamRequest) => {
    const remainingMs = context.getRemainingTimeInMillis?.() ?? Number.POSITIVE_INFINITY
    const request = requestSignal(remainingMs - limits.deadlineMarginMs, deadline)
    internal.eventStreamSignal = request
    internal.answerRecord = { chunks: 0 }
    context.signal = request.signal
  }

  const eventStreamAfter = async (request: StreamRequest) => {
    const { eventStreamSignal, answerRecord } = request.internal
    const found = findAnswer(request.response)
    if (!eventStreamSignal || !answerRecord) return
    if (!found) {
      delete request.internal.answerRecord
      return eventStreamSignal.clear()
    }
    const frames = answerFrames(found.answer, eventStreamSignal, limits, answerRecord, pkg)
    await frames.opened()
    request.response = {
      ...found.response,
      statusCode: found.response.statusCode ?? 200,
      headers: {
        ...found.response.headers,
        'content-type': eventStreamType,
        'cache-control': 'no-cache, no-transform',
      },
      body: new AnswerBody(frames, eventStreamSignal, () => {
        answerRecord.error ??= closed()
        return answerRecord.error
      }),
    }
  }

  const eventStreamOnError = ({ internal }: StreamRequest) => {
    delete internal.answerRecord
    internal.eventStreamSignal?.clear()
    internal.eventStreamSignal?.abort(closed())
  }

  return { before: eventStreamBefore, after: eventStreamAfter, onError: eventStreamOnError }
}

type HttpResponse = { statusCode?: number; headers?: Record<string, string>; body?: unknown }

function findAnswer(response: unknown): { answer: Answer; response: HttpResponse } | undefined {
  if (isAnswer(response)) return { answer: response, response: {} }
  const wrapped = (response ?? {}) as HttpResponse
  return isAnswer(wrapped.body) ? { answer: wrapped.body, response: wrapped } : undefined
}

function deadline(): Error {
  return httpError(504, 'deadline', 'The answer took longer than this function may run.', {
    cause: { package: pkg },
  })
}

function closed(): HttpError {
  return httpError(499, 'closed', 'The response was closed before the answer ended.', {
    cause: { package: pkg },
  })
}
