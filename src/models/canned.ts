import type { AnswerEvent, ChatModel, Prompt } from '../answer.ts'

/**
 * A model that always says the same, honest thing: what stands in for one that
 * is down, where a kind word is better than an error.
 *
 * @param text what to say to a prompt
 * @example
 * const model = withFallback(gemini(options), canned(() => 'The tutor is away. Try again in a minute.'))
 */
export const canned = (text: (prompt: Prompt) => string): ChatModel => ({
  async *answer(prompt): AsyncGenerator<AnswerEvent, void, undefined> {
    yield { type: 'text', text: text(prompt) }
    yield { type: 'finish', reason: 'stop' }
  },
})
