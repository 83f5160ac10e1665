import type { HttpError } from '../errors/http-error.ts'
import type { FinishReason } from './answer.ts'
import type { ModelCalls } from './model-calls.ts'

/** The facts about one answer. The reader of the answer writes it; `requestLog` reads it when the body ends. */
export type AnswerRecord = {
  /** The number of texts. */
  chunks: number
  /** The models that were asked. */
  calls: ModelCalls
  /** When the first byte of the body was passed on, in ms of `performance.now()`. */
  firstByteAt?: number
  finishReason?: FinishReason
  /** Why the answer failed. */
  error?: HttpError
}
