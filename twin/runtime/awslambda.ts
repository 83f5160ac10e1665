import { PRELUDE_CONTENT_TYPE } from './prelude.ts'
import type { ResponseStream } from './response-stream.ts'

/** Marks a streaming handler; the client reads it after importing the function. */
const STREAMING = Symbol.for('aws.lambda.runtime.handler.streaming')
const HIGH_WATER_MARK = Symbol.for('aws.lambda.runtime.handler.streaming.highWaterMark')
const DELIMITER_BYTES = 8

export type Handler = (...args: unknown[]) => unknown

type Marked = Handler & { [STREAMING]?: unknown; [HIGH_WATER_MARK]?: unknown }

/** Whether a handler streams, and the `highWaterMark` (bytes) it requested. */
export type StreamingMarks = { streaming: unknown; highWaterMark: number | undefined }

export const streamingMarks = (handler: Marked): StreamingMarks => ({
  streaming: handler[STREAMING],
  highWaterMark: Number(handler[HIGH_WATER_MARK]) || undefined,
})

/** The return value required of a streaming handler. */
export const isPromise = (value: unknown): value is Promise<unknown> =>
  typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function'

/**
 * Marks the handler itself as streaming and returns it: wrapping the result in another function
 * loses the mark.
 *
 * @param options.highWaterMark bytes in flight before `write()` returns false
 */
const streamifyResponse = <T extends Marked>(
  handler: T,
  options?: { highWaterMark?: number },
): T => {
  handler[STREAMING] = 'response'
  if (typeof options?.highWaterMark === 'number') {
    handler[HIGH_WATER_MARK] = Math.trunc(options.highWaterMark)
  }
  return handler
}

const HttpResponseStream = {
  /**
   * Sets the response's status, headers and cookies, sent as JSON and eight NULs before the first
   * `write()`. A stream that ends without a `write()` sends none of it.
   *
   * @returns the same stream
   */
  from(stream: ResponseStream, prelude: unknown): ResponseStream {
    stream.setContentType(PRELUDE_CONTENT_TYPE)
    const json = JSON.stringify(prelude)
    stream._onBeforeFirstWrite = (write) => {
      write(json)
      write(new Uint8Array(DELIMITER_BYTES))
    }
    return stream
  },
}

/**
 * Sets the global `awslambda` as Lambda's runtime client does before it imports a function. Middy
 * reads it when `middy()` is called, so it must be set before a handler's module is imported.
 *
 * @see https://github.com/aws/aws-lambda-nodejs-runtime-interface-client (4.0.2, `setupGlobals`)
 */
export const installAwslambda = (): void => {
  const global = globalThis as { awslambda?: object }
  global.awslambda = { ...global.awslambda, streamifyResponse, HttpResponseStream }
}
