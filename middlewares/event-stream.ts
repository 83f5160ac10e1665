import type { MiddlewareObj, Request } from '@middy/core'
import { AnswerBody } from '../src/answer/body.ts'
import { answerFrames } from '../src/answer/frames.ts'
import { answerReader } from '../src/answer/reader.ts'
import {
  type AnswerContext,
  type AnswerInternal,
  closeAnswer,
  closed,
  findAnswer,
  openAnswer,
} from '../src/answer/request.ts'
import { eventStreamType } from '../src/answer/sse.ts'
import {
  belowDeadlineMargin,
  checkOptions,
  type OptionRules,
  positiveInteger,
  withDefaults,
} from '../src/options.ts'

const pkg = 'middy-chat/event-stream'

/** The limits of a stream. */
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
  finalizeMs: belowDeadlineMargin,
}

/** @throws TypeError naming every option that is wrong or unknown */
export const eventStreamValidateOptions = (options: Record<string, unknown> = {}): void =>
  checkOptions(pkg, rules, defaults, options)

/** `context.signal` aborts at the deadline, at a limit above, or when the response is destroyed: pass it to the model. */
export type EventStreamContext = AnswerContext

type StreamRequest = Request<unknown, unknown, Error, EventStreamContext, AnswerInternal>

/**
 * Streams the handler's answer as server-sent events: its status held until the
 * first text, heartbeats while nothing comes, one terminal frame at the end.
 *
 * **Reads** the handler's `Answer`, bare or as `response.body`.
 * **Writes** `context.signal`; the response's body, status and headers; the
 * answer's record in `request.internal.answerRecord`.
 * **Throws** before the first byte whatever the answer throws; 502 `model_empty`,
 * `model_length`, `model_incomplete`; 422 `answer_refused`; 504 `model_timeout`, `deadline`.
 * After it these codes come in an `error` frame, with 504 `model_stalled` and 499 `closed`.
 * **Order** after `requestLog` and `jsonErrors`, before everything that wraps the
 * answer, `jsonAnswer` first. Needs `executionModeStreamifyResponse`, and `timeoutEarlyInMillis: 0`.
 *
 * @example
 * export const handler = middy({ executionMode: executionModeStreamifyResponse, timeoutEarlyInMillis: 0 })
 *   .use(eventStream())
 *   .handler((event, context) => model.answer(prompt, { signal: context.signal }))
 */
export const eventStream = (
  options: EventStreamOptions = {},
): MiddlewareObj<unknown, unknown, Error, EventStreamContext, AnswerInternal> => {
  eventStreamValidateOptions(options)
  const limits = withDefaults(defaults, options)

  const eventStreamBefore = (request: StreamRequest) => {
    // By its signal jsonAnswer knows that this stands before it: behind it nothing would be negotiated.
    if (request.internal.answerSignal) {
      throw new TypeError('eventStream stands before jsonAnswer', { cause: { package: pkg } })
    }
    openAnswer(request, pkg, limits.deadlineMarginMs)
  }

  const eventStreamAfter = async (request: StreamRequest) => {
    const { answerSignal } = request.internal
    const found = findAnswer(request.response)
    if (!answerSignal || !found) return answerSignal?.clear()
    const reader = answerReader(found.answer, answerSignal, limits, pkg)
    const { record } = reader
    request.internal.answerRecord = record
    const frames = answerFrames(reader, limits)
    await frames.opened()
    request.response = {
      ...found.response,
      headers: {
        ...found.response.headers,
        'content-type': eventStreamType,
        'cache-control': 'no-cache, no-transform',
      },
      body: new AnswerBody(frames, answerSignal, () => {
        record.error ??= closed(pkg)
        return record.error
      }),
    }
  }

  const eventStreamOnError = (request: StreamRequest) => closeAnswer(request, pkg)

  return { before: eventStreamBefore, after: eventStreamAfter, onError: eventStreamOnError }
}
