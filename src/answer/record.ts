import type { HttpError } from '../errors/http-error.ts'
import type { FinishReason } from './answer.ts'
import type { ModelCalls } from './model-calls.ts'

/** What is kept of one answer: whoever reads the answer writes it, `requestLog` reads it when the body ends. */
export type AnswerRecord = {
  /** Texts that came. */
  chunks: number
  /** The models that were asked. */
  calls: ModelCalls
  /** When the first byte of the body was handed on, in ms of `performance.now()`. */
  firstByteAt?: number
  finishReason?: FinishReason
  /** Why the answer broke off. */
  error?: HttpError
}

/** Where the record lies in Middy's `request.internal`. */
export type AnswerRecordInternal = { answerRecord?: AnswerRecord }
