import type { ChatModel } from '../answer/answer.ts'
import { modelCalls } from '../answer/model-calls.ts'
import { deferAnswer, peekFirst } from '../answer/peek.ts'
import { isHttpError } from '../errors/http-error.ts'
import { chatModel, checkOptions } from '../options.ts'
import { maxOutputOf } from './internal/max-output.ts'

const pkg = 'middy-chat/models/with-fallback'

/**
 * Asks a second model when the first one fails before its first event, unless
 * the prompt is the reason or time is up. The log line of the request then has
 * `fallback: true`.
 *
 * @param fallback a second model, or a canned answer
 * @throws TypeError if one of them is not a model
 * @example
 * const model = withFallback(withRetry(gemini(large)), gemini(small))
 */
export const withFallback = (model: ChatModel, fallback: ChatModel): ChatModel => {
  checkOptions(pkg, { model: chatModel, fallback: chatModel }, {}, { model, fallback })
  return {
    ...maxOutputOf(model, fallback),
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

/** Anything but a refused prompt. A foreign error is a bug and is not retried. */
function isModelsFault(error: unknown): boolean {
  return isHttpError(error) && (error.statusCode === 429 || error.statusCode >= 500)
}
