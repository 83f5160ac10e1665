import type { HttpError } from '../errors/http-error.ts'
import { answerRefused, modelEmpty, modelLength } from '../errors/model-errors.ts'
import type { FinishReason } from './answer.ts'

/**
 * The error of an answer that ended without any text.
 *
 * @param why the provider's own word for the reason, if it is known
 */
export const emptyAnswer = (pkg: string, reason: FinishReason, why?: string): HttpError => {
  if (reason === 'refused') return answerRefused(pkg, why)
  return reason === 'length' ? modelLength(pkg, why ?? reason) : modelEmpty(pkg)
}
