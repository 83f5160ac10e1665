import { type ChatEvent, eventOf, failed, httpFailure } from './chat-events.ts'
import { readEvents, SilenceError, within } from './event-source.ts'

export type { ChatEvent, ChatFailure } from './chat-events.ts'

/** What a learner asks, and the page that it is asked on. */
export type ChatRequest = {
  /** The problem on the page, any shape. */
  problemDetails: Record<string, unknown>
  /** The learner's code as it is now. */
  userCode: string
  /** Earlier messages, oldest first. */
  history: readonly ChatMessage[]
  query: string
}

/** What was said before, by the learner (`user`) or the tutor (`model`). */
export type ChatMessage = { role: 'user' | 'model'; content: string }

/** Where to ask, and as whom. */
export type ChatClientOptions = {
  /** The URL to post to, e.g. `process.env.NEXT_PUBLIC_CHATBOT_API_ENDPOINT`. */
  endpoint: string
  /** Gives the ID token, a new one when the last was refused; nothing when nobody is signed in. */
  getToken: (options: { forceRefresh: boolean }) => Promise<string | undefined>
  /** How long nothing may come, in ms; the server sends a heartbeat every 15 s. @defaultValue 45000 */
  silenceMs?: number
}

/** Asks one endpoint, for one learner. */
export type ChatClient = {
  /**
   * Asks, and streams the answer. The last event is `finish` or `error`; nothing but the signal's
   * reason is thrown.
   */
  ask(request: ChatRequest, options?: { signal?: AbortSignal }): AsyncGenerator<ChatEvent>
}

/**
 * A client of `chatbot-query`, for browsers and for Node.js. It sends a
 * question a second time only when its token was refused, and never once a
 * byte of an answer has come.
 *
 * @example
 * const client = createChatClient({
 *   endpoint: process.env.NEXT_PUBLIC_CHATBOT_API_ENDPOINT,
 *   getToken: async ({ forceRefresh }) => {
 *     const { tokens } = await fetchAuthSession({ forceRefresh })
 *     return tokens?.idToken?.toString()
 *   },
 * })
 * for await (const event of client.ask(request)) if (event.type === 'text') show(event.text)
 */
export const createChatClient = (options: ChatClientOptions): ChatClient => {
  const { endpoint, getToken, silenceMs = 45_000 } = options
  let refreshing: Promise<string> | undefined

  const token = async (forceRefresh: boolean) => {
    const idToken = await (async () => getToken({ forceRefresh }))().catch(() => undefined)
    if (!idToken) throw new SignInError()
    return idToken
  }

  /** One refresh for all requests that were refused meanwhile. */
  const freshToken = () => {
    refreshing ??= within(silenceMs, token(true)).finally(() => {
      refreshing = undefined
    })
    return refreshing
  }

  const post = (idToken: string, body: BodyInit, hash: string, signal: AbortSignal) =>
    fetch(endpoint, {
      method: 'POST',
      body,
      signal,
      headers: {
        accept: 'text/event-stream',
        authorization: `Bearer ${idToken}`,
        'content-type': 'application/json',
        // CloudFront signs the hash of the body, not the body, and cannot make it itself.
        'x-amz-content-sha256': hash,
      },
    })

  const respond = async (request: ChatRequest, signal: AbortSignal) => {
    const { problemDetails, userCode, history, query } = request
    const body = new TextEncoder().encode(
      JSON.stringify({ problemDetails, userCode, history, query }),
    )
    const hash = await sha256(body)
    const response = await post(await token(false), body, hash, signal)
    if (response.status !== 401) return response
    await response.body?.cancel()
    return post(await freshToken(), body, hash, signal)
  }

  async function* ask(
    request: ChatRequest,
    { signal = new AbortController().signal }: { signal?: AbortSignal } = {},
  ): AsyncGenerator<ChatEvent> {
    const connection = new AbortController()
    const stop = () => connection.abort()
    signal.throwIfAborted()
    signal.addEventListener('abort', stop)
    let begun = false
    try {
      const responding = respond(request, connection.signal)
      const response = await within(silenceMs, responding, connection.signal)
      if (!response.ok || !response.body || !isEventStream(response)) {
        const failure = await httpFailure(response, silenceMs)
        signal.throwIfAborted()
        yield failure
        return
      }
      begun = true
      let last: ChatEvent = { type: 'finish', reason: 'stop' }
      for await (const { event, data } of readEvents(response.body, silenceMs)) {
        signal.throwIfAborted()
        const next = eventOf(event, data)
        if (next === 'done') {
          yield last
          return
        }
        // Held back until [DONE], for the usage may come after it, or an error.
        if (next?.type === 'finish') last = next
        else if (next) yield next
        if (next?.type === 'error') return
      }
      yield truncated
    } catch (error) {
      signal.throwIfAborted()
      if (error instanceof SignInError) yield signIn
      else if (error instanceof SilenceError) yield silent
      else yield begun ? truncated : unreachable
    } finally {
      signal.removeEventListener('abort', stop)
      connection.abort()
    }
  }

  return { ask }
}

/** `getToken` gave none. */
class SignInError extends Error {}

const signIn = failed({ code: 'sign_in', message: 'Sign in first.', retryable: false })
const unreachable = failed({
  code: 'network',
  message: 'The server cannot be reached.',
  retryable: true,
})
const silent = failed({
  code: 'silent',
  message: 'The server has not been heard of for too long.',
  retryable: true,
})
const truncated = failed({
  code: 'truncated',
  message: 'The connection broke off before the answer ended.',
  retryable: true,
})

const isEventStream = ({ headers }: Response) =>
  headers.get('content-type')?.startsWith('text/event-stream')

async function sha256(bytes: BufferSource): Promise<string> {
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
  return Array.from(hash, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
