/** One step of an answer on its way back to the client. */
export type AnswerEvent = AnswerText | AnswerUsage | AnswerFinish | AnswerChat

/** A piece of what the model says, of any length. */
export type AnswerText = { type: 'text'; text: string }

/** Tokens as the provider counts them; `outputTokens` includes the model's thinking. */
export type AnswerUsage = { type: 'usage'; inputTokens: number; outputTokens: number }

/** The answer has been said. Only usage may still come. */
export type AnswerFinish = { type: 'finish'; reason: FinishReason }

/** The chat that the answer belongs to; before the first text. */
export type AnswerChat = { type: 'chat'; id: string; title: string }

/**
 * Why the answer ended: by itself, at the limit of output tokens, or because
 * the provider would not go on (safety, recitation, …).
 */
export type FinishReason = 'stop' | 'length' | 'refused'

/** Perhaps its chat, texts, then exactly one `finish`, and usage anywhere; or it throws. */
export type Answer = AsyncIterable<AnswerEvent>

/** An answer that was read to its end. */
export type WholeAnswer = {
  text: string
  finishReason: FinishReason
  /** As the model last said; without it the model gave none. */
  usage?: Omit<AnswerUsage, 'type'>
  /** The chat that it belongs to, where it has one. */
  chat?: Omit<AnswerChat, 'type'>
}

/** What was said earlier in a chat, by the user or by the model. */
export type Turn = { role: 'user' | 'assistant'; text: string }

/**
 * What the model is told. A model that cannot honour a field throws a
 * `TypeError` for it; an empty field is none.
 */
export type Prompt = {
  /** The rules of its part; empty for none. */
  system: string
  /** The question. */
  user: string
  /** Earlier turns, oldest first. */
  history?: readonly Turn[]
  /** Names the conversation, for a model that remembers by itself. */
  session?: string
}

/** A model that streams. Each `next()` of its answer rejects with `signal.reason` once the signal aborts. */
export type ChatModel = {
  /** The answer to a prompt; asked for with the first `next()`. */
  answer(prompt: Prompt, options: { signal: AbortSignal }): Answer
}

/** Whether a handler returned an answer, and not a string, a byte stream or a response object. */
export const isAnswer = (value: unknown): value is Answer =>
  typeof value === 'object' &&
  value !== null &&
  Symbol.asyncIterator in value &&
  !('pipe' in value) &&
  !('getReader' in value)
