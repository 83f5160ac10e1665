import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import middy from '@middy/core'
import { expect } from 'vitest'
import { type EventStreamOptions, eventStream, streaming } from '../../middlewares/event-stream.ts'
import { jsonErrors } from '../../middlewares/json-errors.ts'
import type { HandlerResult } from '../../src/answer/answer.ts'
import { httpError } from '../../src/errors/http-error.ts'
import { type Frame, readFrames } from '../../twin/frames.ts'
import { type InProcessResult, openInvocation } from '../../twin/runtime/in-process.ts'
import { type ScriptStep, scriptedAnswer } from '../../twin/testing/scripted-answer.ts'
import { settle } from './faked-time.ts'

type Handler = (signal: AbortSignal) => HandlerResult | Promise<HandlerResult>

/** A stack of `eventStream` and `jsonErrors`. */
export const stack = (handler: Handler, options?: EventStreamOptions) =>
  middy(streaming)
    .use(jsonErrors())
    .use(eventStream(options))
    .handler((_event, { signal }) => handler(signal))

/** Asks for an answer by this script. */
export const run = (
  steps: readonly ScriptStep[],
  options?: EventStreamOptions,
  timeoutMs = 900_000,
) =>
  openInvocation(
    stack((signal) => scriptedAnswer(steps, signal), options),
    {},
    { timeoutMs },
  )

/** The whole response, read to its end. */
export const read = (response: Promise<InProcessResult>) =>
  settle(
    response.then(async ({ statusCode, headers, body }) => {
      const bytes = await buffer(body)
      const streamed = headers['content-type']?.startsWith('text/event-stream')
      return {
        statusCode,
        headers,
        text: bytes.toString(),
        frames: streamed ? await readFrames(Readable.from([bytes])) : [],
        at: performance.now(),
      }
    }),
  )

/** The frames of an answer by this script. */
export const framesOf = async (steps: readonly ScriptStep[], options?: EventStreamOptions) =>
  (await read(run(steps, options))).frames

/** An error with this status and code. */
export const failure = (statusCode: number, code: string) =>
  httpError(code, { statusCode, message: 'Safe to show', cause: { package: 'test' } })

/** Frames. */
export const done: Frame = { data: '[DONE]' }
export const heartbeat: Frame = { comment: 'heartbeat' }
export const chunk = (value: string): Frame => ({ data: { chunk: value } })
export const finished = (reason: string): Frame => ({ event: 'finish', data: { reason } })
export const failed = (code: string, retryable = true): Frame => ({
  event: 'error',
  data: { code, message: expect.any(String) as string, retryable },
})
