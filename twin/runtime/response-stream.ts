import type { Writable } from 'node:stream'

/** Called once, before the bytes of the first `write()`. */
type BeforeFirstWrite = (write: (chunk: string | Uint8Array) => void) => void

/**
 * The stream a handler writes to: the part of a Writable that Lambda's runtime client exposes. As
 * there, it is not an instance of Writable: it has no `pipe`, `errored` or `closed`.
 */
export type ResponseStream = Pick<Writable, (typeof passed)[number] | (typeof readable)[number]> & {
  setContentType(contentType: string): void
  _onBeforeFirstWrite: BeforeFirstWrite | undefined
  destroyed: boolean
}

const passed = [
  'cork',
  'destroy',
  'end',
  'uncork',
  'write',
  'addListener',
  'on',
  'once',
  'prependListener',
  'prependOnceListener',
  'off',
  'removeListener',
  'removeAllListeners',
  'emit',
  'eventNames',
  'setMaxListeners',
  'getMaxListeners',
  'listeners',
  'rawListeners',
  'listenerCount',
] as const

const readable = [
  'writable',
  'writableEnded',
  'writableFinished',
  'writableNeedDrain',
  'writableHighWaterMark',
  'writableLength',
  'writableCorked',
  'writableObjectMode',
] as const

/**
 * Wraps a Writable as Lambda's runtime client wraps its request.
 *
 * Only `write()` sends the prelude: `end()` and `end(chunk)` bypass it.
 *
 * @param setContentType sets the response's content type; called only before the first write
 */
export const responseStream = (
  inner: Writable,
  setContentType: (contentType: string) => void,
): ResponseStream => {
  let writing = false
  const stream: Record<string, unknown> = { _onBeforeFirstWrite: undefined }
  for (const name of passed) stream[name] = inner[name].bind(inner)
  for (const name of readable) Object.defineProperty(stream, name, { get: () => inner[name] })
  Object.defineProperty(stream, 'destroyed', {
    get: () => inner.destroyed,
    set: (destroyed: boolean) => {
      inner.destroyed = destroyed
    },
  })

  const innerWrite = inner.write.bind(inner) as (chunk: unknown, ...rest: unknown[]) => boolean
  const write = (chunk: unknown, ...rest: unknown[]): boolean => {
    const hook = stream._onBeforeFirstWrite
    if (!writing && typeof hook === 'function') hook(innerWrite)
    const flowing = innerWrite(isBytes(chunk) ? chunk : JSON.stringify(chunk), ...rest)
    writing = true
    return flowing
  }

  const setContentTypeInTime = (contentType: string): void => {
    if (writing) throw new InvalidStreamingOperation('Cannot set content-type, too late.')
    setContentType(contentType)
  }

  return Object.assign(stream, {
    write,
    setContentType: setContentTypeInTime,
  }) as unknown as ResponseStream
}

class InvalidStreamingOperation extends Error {
  override name = 'Runtime.InvalidStreamingOperation'
}

function isBytes(chunk: unknown): boolean {
  return typeof chunk === 'string' || chunk instanceof Uint8Array
}
