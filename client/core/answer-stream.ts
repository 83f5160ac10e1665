import {
  type ChatEvent,
  failed,
  failureOf,
  httpFailure,
  type RefusalFields,
  truncated,
} from './chat-events.ts'
import { readEvents, within } from './event-source.ts'

/** How to request an answer, and how to read it. */
export type AnswerSource<Event> = {
  /** Sends the request; the connection ends when this signal aborts. */
  respond(connection: AbortSignal): Promise<Response>
  /** The event of a frame; `done` for the terminal frame of an answer, `undefined` for an unknown frame. */
  eventOf(name: string | undefined, data: string): Event | 'done' | undefined
  refusal: RefusalFields
  silenceMs: number
}

/**
 * Sends the request and streams the answer. The last event is `finish` or
 * `error`. Only the signal's reason is thrown.
 */
export async function* streamAnswer<Event extends { type: string }>(
  { respond, eventOf, refusal, silenceMs }: AnswerSource<Event>,
  signal: AbortSignal = new AbortController().signal,
): AsyncGenerator<Event | ChatEvent> {
  const connection = new AbortController()
  const stop = () => connection.abort()
  signal.throwIfAborted()
  signal.addEventListener('abort', stop)
  let begun = false
  try {
    const responding = respond(connection.signal)
    const response = await within(silenceMs, responding, connection.signal)
    if (!response.ok || !response.body || !isEventStream(response)) {
      const failure = await httpFailure(response, refusal, silenceMs)
      signal.throwIfAborted()
      yield failed(failure)
      return
    }
    begun = true
    let last: Event | ChatEvent = { type: 'finish', reason: 'stop' }
    for await (const { event, data } of readEvents(response.body, silenceMs)) {
      signal.throwIfAborted()
      const next = eventOf(event, data)
      if (next === 'done') {
        yield last
        return
      }
      // Held back until [DONE], since usage or an error may follow.
      if (next?.type === 'finish') last = next
      else if (next) yield next
      if (next?.type === 'error') return
    }
    yield failed(truncated)
  } catch (error) {
    signal.throwIfAborted()
    yield failed(failureOf(error, begun))
  } finally {
    signal.removeEventListener('abort', stop)
    connection.abort()
  }
}

const isEventStream = ({ headers }: Response) =>
  /^text\/event-stream *(?:;|$)/i.test(headers.get('content-type') ?? '')
