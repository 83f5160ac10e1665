import { createParser } from 'eventsource-parser'

/** One server-sent event; `event` is undefined for a plain message. */
export type ServerSentEvent = { event: string | undefined; data: string }

/** Thrown by `readEvents` when nothing came for too long. */
export class SilenceError extends Error {}

/**
 * The events of a body, as they arrive. Leaving the loop cancels the body.
 *
 * @param silenceMs how long nothing may come, comments count as something
 * @throws SilenceError; whatever reading the body throws
 */
export async function* readEvents(
  body: ReadableStream<Uint8Array>,
  silenceMs: number,
): AsyncGenerator<ServerSentEvent, void, undefined> {
  const reader = body.getReader()
  const decoder = new TextDecoder()
  const ready: ServerSentEvent[] = []
  const parser = createParser({ onEvent: ({ event, data }) => ready.push({ event, data }) })
  try {
    for (;;) {
      const { done, value } = await within(silenceMs, reader.read())
      if (done) return
      parser.feed(decoder.decode(value, { stream: true }))
      yield* ready.splice(0)
    }
  } finally {
    reader.cancel().catch(() => {})
  }
}

/** The promise, if it settles in time. @throws SilenceError */
export const within = <T>(ms: number, promise: Promise<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new SilenceError()), ms)
    promise.then(resolve, reject).finally(() => clearTimeout(timer))
  })
