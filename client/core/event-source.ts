import { createParser } from 'eventsource-parser'

/** One server-sent event; `event` is undefined for a plain message. */
export type ServerSentEvent = { event: string | undefined; data: string }

/** Thrown by `readEvents` after too long a silence. */
export class SilenceError extends Error {}

/**
 * Reads the events of a body as they arrive. Leaving the loop cancels the body.
 *
 * @param silenceMs the longest silence; comments end a silence
 * @throws SilenceError; whatever reading the body throws
 */
export async function* readEvents(
  body: ReadableStream<Uint8Array>,
  silenceMs: number,
): AsyncGenerator<ServerSentEvent, void, undefined> {
  const reader = body.getReader()
  // The parser strips one byte order mark; the decoder would strip a second one.
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
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

/** Races a promise against a time limit. @throws SilenceError; the signal's reason */
export const within = <T>(ms: number, promise: Promise<T>, signal?: AbortSignal): Promise<T> =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new SilenceError()), ms)
    signal?.addEventListener('abort', () => reject(signal.reason))
    promise.then(resolve, reject).finally(() => clearTimeout(timer))
  })
