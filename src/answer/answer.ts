/** One step of an answer on its way back to the client. */
export type AnswerEvent = AnswerText | AnswerData | AnswerUsage | AnswerFinish

/** A piece of the model's text, of any length. */
export type AnswerText = { type: 'text'; text: string }

/** Tokens as the provider counts them; `outputTokens` includes the model's thinking. */
export type AnswerUsage = { type: 'usage'; inputTokens: number; outputTokens: number }

/** The end of the answer. Only usage may follow. */
export type AnswerFinish = { type: 'finish'; reason: FinishReason }

/**
 * Anything else that a middleware or a handler sends to the client, e.g. the
 * chat that the answer belongs to. `name` is in lower case and differs from the
 * names of the other events.
 */
export type AnswerData = { type: 'data'; name: string; data: Json }

/** A JSON value. */
export type Json =
  | string
  | number
  | boolean
  | null
  | readonly Json[]
  | { readonly [key: string]: Json }

/**
 * Why the answer ended: by itself, at the limit of output tokens, or because
 * the provider refused to go on (safety, recitation, …).
 */
export type FinishReason = 'stop' | 'length' | 'refused'

/** Texts, data and usage, then exactly one `finish`; or it throws. */
export type Answer = AsyncIterable<AnswerEvent>

/** A response with a status and headers of its own. Its body is an answer, or is passed through. */
export type HandlerResponse = {
  statusCode: number
  headers?: Record<string, string>
  /** Of REST APIs and load balancers; they take precedence over `headers`. */
  multiValueHeaders?: Record<string, string[]>
  /** The values of `set-cookie`, in payload format 2.0. */
  cookies?: string[]
  body?: Answer | string | NodeJS.ReadableStream | ReadableStream
  isBase64Encoded?: boolean
}

/** What a handler behind `eventStream` or `jsonAnswer` may return, e.g. in `middy<unknown, HandlerResult>()`. */
export type HandlerResult =
  | NodeJS.ReadableStream
  | ReadableStream
  | HandlerResponse
  | string
  | Answer
  | undefined

/** An answer that has been read to its end. */
export type WholeAnswer = {
  text: string
  finishReason: FinishReason
  /** The last usage that the model reported, if any. */
  usage?: Omit<AnswerUsage, 'type'>
  /** Its data events by name; the last one wins. */
  data?: Record<string, Json>
}

/** An earlier message of a chat. */
export type Turn = { role: 'user' | 'assistant'; text: string }

/**
 * The input of a model. A model throws a `TypeError` for a field that it cannot
 * honour; an empty field counts as absent.
 */
export type Prompt = {
  /** The instructions; empty for none. */
  system: string
  /** The question. */
  user: string
  /** Earlier turns, oldest first. */
  history?: readonly Turn[]
  /** The id of the conversation, for a model that stores it itself. */
  session?: string
}

/** A model that streams. Each `next()` of its answer rejects with `signal.reason` once the signal aborts. */
export type ChatModel = {
  /** The answer to a prompt. The first `next()` sends the request. */
  answer(prompt: Prompt, options: { signal: AbortSignal }): Answer
  /** The longest answer in tokens, with the model's thinking. A budget reserves it. Absent if it is not known. */
  readonly maxOutputTokens?: number
}

/** Whether a value is an answer rather than a string, a byte stream or a response object. */
export const isAnswer = (value: unknown): value is Answer =>
  typeof value === 'object' &&
  value !== null &&
  Symbol.asyncIterator in value &&
  !('pipe' in value) &&
  !('getReader' in value)
