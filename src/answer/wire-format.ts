import type { HttpError } from '../errors/http-error.ts'
import type { AnswerData, AnswerEvent, AnswerFinish, AnswerText, AnswerUsage } from './answer.ts'
import { eventStreamType, sseEvent, sseHeartbeat } from './sse.ts'

/** How an answer is written to its client: a frame for each event, and those around them. */
export type WireFormat = {
  contentType: string
  text(event: AnswerText): string
  data(event: AnswerData): string
  usage(event: AnswerUsage): string
  finish(event: AnswerFinish): string
  /** The terminal frame of a complete answer. */
  done: string
  /** The terminal frame of any other. */
  error(error: HttpError): string
  /** Sent while nothing comes. */
  heartbeat: string
}

/** The specification's: text in plain messages, all else in named events, which simple clients ignore. */
export const eventsFormat: WireFormat = {
  contentType: eventStreamType,
  text: ({ text }) => sseEvent({ chunk: text }),
  data: ({ name, data }) => sseEvent(JSON.stringify(data), name),
  usage: ({ type, ...usage }) => sseEvent(usage, type),
  finish: ({ type, reason }) => sseEvent({ reason }, type),
  done: sseEvent('[DONE]'),
  error: ({ code, message, retryable, details }) =>
    sseEvent({ ...details, code, message, retryable }, 'error'),
  heartbeat: sseHeartbeat,
}

/** The frame of an event. */
export const frameOf = (event: AnswerEvent, format: WireFormat): string => {
  switch (event.type) {
    case 'text':
      return format.text(event)
    case 'data':
      return format.data(event)
    case 'usage':
      return format.usage(event)
    case 'finish':
      return format.finish(event)
  }
}
