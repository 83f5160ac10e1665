import { type Frame, frameParser } from '../frames.ts'
import { type InProcessOptions, openInvocation } from '../runtime/in-process.ts'
import type { ResponseHead } from '../runtime/response-head.ts'

/** A frame, and its time of arrival in milliseconds since the handler was called. */
export type TimedFrame = Frame & { atMs: number }

/** A handler's answer, from its status to the last byte. */
export type HandlerAnswer = ResponseHead & {
  /** The whole body, as UTF-8. */
  text: string
  /** The body as JSON. @throws SyntaxError when it is not JSON */
  json(): unknown
  /** The body's server-sent events, as a client reads them; empty for any other content type. */
  frames: TimedFrame[]
  /** `data: [DONE]` or `event: error`; undefined when the stream broke off first or is not SSE. */
  terminal: TimedFrame | undefined
  /** Why the body broke off: the handler's error, or a `FunctionError`. */
  failure: unknown
  /** Milliseconds until the first byte of the body; undefined if there is none. */
  firstByteMs: number | undefined
  /** Milliseconds until the end of the body. */
  totalMs: number
}

/**
 * Runs a handler in this process, as Lambda would, and resolves when its answer has ended.
 *
 * @param handler streaming (Middy's streaming mode, `awslambda.streamifyResponse`) or not
 * @throws what the handler throws before its status is known
 * @example
 * const { statusCode, frames, terminal } = await invoke(handler, functionUrlEvent({ body }))
 */
export const invoke = async (
  handler: unknown,
  event: unknown,
  options: InProcessOptions = {},
): Promise<HandlerAnswer> => {
  const started = performance.now()
  const elapsed = () => performance.now() - started
  const { statusCode, headers, cookies, body } = await openInvocation(handler, event, options)

  const frames: TimedFrame[] = []
  const isEventStream = headers['content-type']?.startsWith('text/event-stream')
  const parse = frameParser((frame) => frames.push({ ...frame, atMs: elapsed() }))
  const chunks: Buffer[] = []
  let firstByteMs: number | undefined
  let failure: unknown
  try {
    for await (const chunk of body) {
      firstByteMs ??= elapsed()
      chunks.push(chunk)
      if (isEventStream) parse(chunk)
    }
  } catch (error) {
    failure = error
  }
  const text = Buffer.concat(chunks).toString()
  return {
    statusCode,
    headers,
    cookies,
    text,
    json: () => JSON.parse(text),
    frames,
    terminal: frames.findLast(isTerminal),
    failure,
    firstByteMs,
    totalMs: elapsed(),
  }
}

function isTerminal(frame: Frame): boolean {
  if ('comment' in frame) return false
  return frame.event === 'error' || (frame.event === undefined && frame.data === '[DONE]')
}
