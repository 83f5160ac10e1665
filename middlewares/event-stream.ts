import { finished } from 'node:stream'
import type { MiddlewareObj, PluginExecutionMode, Request } from '@middy/core'
import type { Context } from 'aws-lambda'
import type { HandlerResult } from '../src/answer/answer.ts'
import { AnswerBody } from '../src/answer/body.ts'
import { answerFrames } from '../src/answer/frames.ts'
import { addLateErrorHeaders, addLateHeaders } from '../src/answer/late-headers.ts'
import { type AnswerLimits, answerLimitRules, answerLimits } from '../src/answer/limits.ts'
import { logCrash } from '../src/answer/log-crash.ts'
import { canStream } from '../src/answer/mode.ts'
import { answerReader } from '../src/answer/reader.ts'
import {
  type AnswerContext,
  type AnswerInternal,
  closeAnswer,
  closed,
  findAnswer,
  openAnswer,
  sharedKey,
} from '../src/answer/request.ts'
import { streamingMode } from '../src/answer/streaming-mode.ts'
import { eventsFormat } from '../src/answer/wire-format.ts'
import { usageError } from '../src/errors/usage-error.ts'
import { checkOptions, type OptionRules, positiveInteger, withDefaults } from '../src/options.ts'
import { replaceHeaders } from '../src/response-headers.ts'

export type { AnswerLimits } from '../src/answer/limits.ts'

const pkg = 'middy-chat/event-stream'

/**
 * The options of `middy()`, and the result that it expects. It is typed as a handler too, although it
 * is none: `middy()` infers the type of its result from that of a handler alone.
 */
export type StreamingMode = {
  executionMode: PluginExecutionMode
  timeoutEarlyInMillis: number
} & ((event: unknown, context: Context) => Promise<HandlerResult>)

/**
 * The options of `middy()` that a stream needs: Middy's streaming mode without
 * its early timeout, which stops working once the answer is returned. With them,
 * the compiler checks what the handler returns.
 */
export const streaming = {
  executionMode: streamingMode,
  timeoutEarlyInMillis: 0,
} as StreamingMode

/** The limits of a stream. */
export type EventStreamOptions = AnswerLimits & {
  /** How long the status is held back for the first text. @defaultValue 8000 */
  holdStatusMs?: number
  /** Silence after which a comment frame is sent; CloudFront closes a silent origin connection after 30 s. @defaultValue 15000 */
  heartbeatMs?: number
}

const defaults = {
  ...answerLimits,
  holdStatusMs: 8_000,
  heartbeatMs: 15_000,
} satisfies EventStreamOptions

const rules: OptionRules<EventStreamOptions> = {
  ...answerLimitRules,
  holdStatusMs: positiveInteger,
  heartbeatMs: positiveInteger,
}

/** @throws TypeError naming every option that is wrong or unknown */
export const eventStreamValidateOptions = (options: Record<string, unknown> = {}): void =>
  checkOptions(pkg, rules, defaults, options)

/** `context.signal` aborts at the deadline, at a limit above, or when the response is destroyed: pass it to the model. */
export type EventStreamContext = AnswerContext

type StreamRequest = Request<unknown, unknown, Error, EventStreamContext, AnswerInternal>

/**
 * Streams the handler's answer as server-sent events. The status is held until
 * the first text, heartbeats fill silence, and one terminal frame ends the stream.
 *
 * **Reads** the handler's `Answer`, bare or as `response.body`.
 * **Writes** `context.signal`; the response's body, status and headers; the
 * answer's record, for `requestLog`.
 * **Throws** before the first byte whatever the answer throws; 502 `model_empty`,
 * `model_length`, `model_incomplete`; 422 `answer_refused`; 504 `model_timeout`, `deadline`.
 * After it these codes come in an `error` frame, with 504 `model_stalled` and 499 `closed`; a
 * crash is then logged as `jsonErrors` does.
 * **Order** after `requestLog` and `jsonErrors`, before everything that wraps the
 * answer, `jsonAnswer` first. In `middy(streaming)`, or in a route of a router within it; otherwise
 * every request fails with a `TypeError`.
 *
 * @example
 * export const handler = middy(streaming)
 *   .use(eventStream())
 *   .handler((event, context) => model.answer(prompt, { signal: context.signal }))
 */
export const eventStream = (
  options: EventStreamOptions = {},
): MiddlewareObj<unknown, unknown, Error, EventStreamContext, AnswerInternal> => {
  eventStreamValidateOptions(options)
  const limits = withDefaults(defaults, options)

  const eventStreamBefore = (request: StreamRequest) => {
    if (!canStream(request)) {
      throw usageError(pkg, "needs Middy's streaming mode: use middy(streaming)")
    }
    // jsonAnswer negotiates when it finds the signal of eventStream. In the other order nothing would be negotiated.
    if (request.internal[sharedKey]?.signal) {
      throw usageError(pkg, 'must come before jsonAnswer')
    }
    openAnswer(request, pkg, limits.deadlineMarginMs)
  }

  const eventStreamAfter = async (request: StreamRequest) => {
    const { [sharedKey]: shared } = request.internal
    const found = findAnswer(request.response, pkg)
    if (!shared?.signal || !found) return shared?.signal?.clear()
    const reader = answerReader(found.answer, shared.signal, limits, pkg)
    const { record } = reader
    shared.record = record
    const frames = answerFrames(reader, limits, eventsFormat)
    await frames.opened()
    const body = new AnswerBody(frames, shared.signal, () => {
      record.error ??= closed(pkg)
      return record.error
    })
    // Once the status is sent, no other middleware sees the error.
    finished(body, () => record.error && logCrash(request, record.error))
    const headers = {
      'content-type': eventsFormat.contentType,
      'cache-control': 'no-cache, no-transform',
    }
    request.response = { ...replaceHeaders(found.response, headers), body }
    addLateHeaders(request, pkg)
  }

  const eventStreamOnError = (request: StreamRequest) => {
    closeAnswer(request, pkg)
    addLateErrorHeaders(request, pkg)
  }

  return { before: eventStreamBefore, after: eventStreamAfter, onError: eventStreamOnError }
}
