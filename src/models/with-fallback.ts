import type { ChatModel } from '../answer/answer.ts'
import { modelCalls } from '../answer/model-calls.ts'
import { deferAnswer, peekFirst } from '../answer/peek.ts'
import { isHttpError } from '../errors/http-error.ts'
import { chatModel, checkOptions } from '../options.ts'

const pkg = 'middy-chat/models/with-fallback'

/**
 * Asks another model when the first fails before the first event of its
 * answer, for a reason that is not the prompt's and while there is time. The
 * log line of the request then says `fallback: true`.
 *
 * @param fallback a second model, or a canned answer
 * @throws TypeError when one of them is no model
 * @example
 * const model = withFallback(withRetry(gemini(large)), gemini(small))
 */
export const withFallback = (model: ChatModel, fallback: ChatModel): ChatModel => {
  checkOptions(pkg, { model: chatModel, fallback: chatModel }, {}, { model, fallback })
  return {
    answer: (prompt, options) =>
      deferAnswer(() =>
        peekFirst(model.answer(prompt, options)).catch((error: unknown) => {
          if (options.signal.aborted || !isModelsFault(error)) throw error
          modelCalls(options.signal).fallback = true
          return peekFirst(fallback.answer(prompt, options))
        }),
      ),
  }
}

/** Everything but a prompt that was refused; an error that is not ours is a fault in the code. */
function isModelsFault(error: unknown): boolean {
  return isHttpError(error) && (error.statusCode === 429 || error.statusCode >= 500)
}
