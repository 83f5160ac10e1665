import type { AnswerEvent, ChatModel, Prompt } from '../answer/answer.ts'
import { noteModelCall } from '../answer/model-calls.ts'
import { callback, checkOptions } from '../options.ts'

const pkg = 'middy-chat/models/canned'

/**
 * A model that answers with a fixed text: a fallback where a kind sentence is
 * better than an error.
 *
 * @param text returns the answer to a prompt
 * @example
 * const model = withFallback(gemini(options), canned(() => 'The tutor is away. Try again in a minute.'))
 */
export const canned = (text: (prompt: Prompt) => string): ChatModel => {
  checkOptions(pkg, { text: callback }, {}, { text })
  return {
    maxOutputTokens: 0,
    async *answer(prompt, { signal }): AsyncGenerator<AnswerEvent, void, undefined> {
      noteModelCall(signal, 'canned')
      yield { type: 'text', text: text(prompt) }
      yield { type: 'finish', reason: 'stop' }
    },
  }
}
