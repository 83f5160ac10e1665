import type { FinishReason } from './answer.ts'
import type { HttpError } from './errors.ts'

/** What is kept of one answer: `eventStream` writes it, `requestLog` reads it when the body ends. */
export type AnswerRecord = {
  /** Text frames sent. */
  chunks: number
  /** When the first byte of the body was handed on, in ms of `performance.now()`. */
  firstByteAt?: number
  finishReason?: FinishReason
  /** Why the answer ended in an `error` frame. */
  error?: HttpError
}

/** Where the record lies in Middy's `request.internal`. */
export type AnswerRecordInternal = { answerRecord?: AnswerRecord }
