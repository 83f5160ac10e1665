import type { ChatModel } from '../answer.ts'
import { answerFrom, begin } from '../answer-begin.ts'
import { isHttpError } from '../errors.ts'
import { modelCalls } from '../model-calls.ts'

/**
 * Asks another model when the first fails before the first event of its
 * answer, for a reason that is not the prompt's and while there is time.
 *
 * @param fallback a second model, or a canned answer
 * @example
 * const model = withFallback(withRetry(gemini(large)), gemini(small))
 */
export const withFallback = (model: ChatModel, fallback: ChatModel): ChatModel => ({
  answer: (prompt, options) =>
    answerFrom(() =>
      begin(model.answer(prompt, options)).catch((error: unknown) => {
        if (options.signal.aborted || !isModelsFault(error)) throw error
        modelCalls(options.signal).fallback = true
        return begin(fallback.answer(prompt, options))
      }),
    ),
})

/** Everything but a prompt that was refused; an error that is not ours is a fault in the code. */
function isModelsFault(error: unknown): boolean {
  return isHttpError(error) && (error.statusCode === 429 || error.statusCode >= 500)
}
