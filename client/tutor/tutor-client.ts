import { streamAnswer } from '../core/answer-stream.ts'
import { authorizedFetch, type GetToken } from '../core/authorized-fetch.ts'
import { type ChatEvent, eventOf } from '../core/chat-events.ts'
import { clientOptions } from '../core/client-options.ts'

export type { GetToken } from '../core/authorized-fetch.ts'
export type { ChatEvent, ChatFailure, ClientErrorCode } from '../core/chat-events.ts'

/** A learner's question, and the problem and code that it is about. */
export type ChatRequest = {
  /** The problem on the page, any shape, at most 64 KiB as JSON. */
  problemDetails: Record<string, unknown>
  /** The learner's code as it is now. */
  userCode: string
  /** Earlier messages, oldest first. */
  history: readonly ChatMessage[]
  query: string
}

/** An earlier message of the learner (`user`) or the tutor (`model`). */
export type ChatMessage = { role: 'user' | 'model'; content: string }

/** The endpoint, and the user's token. */
export type TutorClientOptions = {
  /** The URL to post to, e.g. `process.env.NEXT_PUBLIC_CHATBOT_API_ENDPOINT`. */
  endpoint: string
  /** Returns the ID token; see `GetToken`. */
  getToken: GetToken
  /** The longest silence, in ms; the server sends a heartbeat every 15 s. @defaultValue 45000 */
  silenceMs?: number
}

/** How to ask a question. */
export type AskOptions = {
  signal?: AbortSignal
  /**
   * The question's number in its conversation. It stays the same when the question is asked again, so
   * that a client of stored chats can replace it; the tutor stores nothing and ignores it.
   */
  question?: number
}

/** A client of one endpoint for one learner. */
export type TutorClient = {
  /**
   * Asks a question and streams the answer. The last event is `finish` or `error`. Only the
   * signal's reason is thrown.
   */
  ask(request: ChatRequest, options?: AskOptions): AsyncGenerator<ChatEvent>
}

/**
 * A client of `chatbot-query`, for browsers and Node.js. It repeats a question
 * only if its token was refused, and never after the first byte of an answer.
 *
 * @throws TypeError that names every option that is missing or wrong
 *
 * @example
 * const client = createTutorClient({
 *   endpoint: process.env.NEXT_PUBLIC_CHATBOT_API_ENDPOINT,
 *   getToken: async ({ forceRefresh }) => {
 *     const { tokens } = await fetchAuthSession({ forceRefresh })
 *     return tokens?.idToken?.toString()
 *   },
 * })
 * for await (const event of client.ask(request)) if (event.type === 'text') show(event.text)
 */
export const createTutorClient = (options: TutorClientOptions): TutorClient => {
  const { endpoint, getToken, silenceMs } = clientOptions('createTutorClient', options)
  const send = authorizedFetch(getToken, silenceMs)
  return {
    ask({ problemDetails, userCode, history, query }, { signal } = {}) {
      const body = { problemDetails, userCode, history, query }
      const request = { method: 'POST', url: endpoint, accept: 'text/event-stream', body } as const
      const respond = (connection: AbortSignal) => send(request, connection)
      return streamAnswer({ respond, eventOf, refusal, silenceMs }, signal)
    },
  }
}

const refusal = { codeField: 'error', messageField: 'message' }
