import type { Prompt } from '../answer/answer.ts'

/** Fewer than any vocabulary has for prose and code in any language that we measured. */
const bytesPerToken = 3

/**
 * How many tokens texts have at most, without a tokenizer: a third of their UTF-8 bytes. Deliberate
 * noise, such as digits or base64, may have twice as many.
 *
 * @see estimate.test.ts for the counts of real tokenizers
 */
export const estimateTokens = (...texts: readonly string[]): number =>
  tokensOf(texts.reduce((bytes, text) => bytes + Buffer.byteLength(text), 0))

/** The same for texts of so many UTF-8 bytes. */
export const tokensOf = (bytes: number): number => Math.ceil(bytes / bytesPerToken)

/** How many tokens a model reads at most for this prompt. */
export const promptTokens = ({ system, user, history = [] }: Prompt): number =>
  estimateTokens(system, ...history.map(({ text }) => text), user)
