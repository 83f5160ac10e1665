import { streamAnswer } from '../core/answer-stream.ts'
import { type ApiRequest, authorizedFetch, type GetToken } from '../core/authorized-fetch.ts'
import {
  type ChatEvent,
  type ChatFailure,
  eventOf,
  failureOf,
  httpFailure,
} from '../core/chat-events.ts'
import { within } from '../core/event-source.ts'

export type { ChatEvent, ChatFailure } from '../core/chat-events.ts'

/** A chat that is kept; times in ISO 8601. */
export type Chat = {
  id: string
  user_id: string
  title: string
  created_at: string
  updated_at: string
}

/** What was said in a chat; `incomplete` where it broke off. */
export type KeptMessage = { role: 'user' | 'assistant'; content: string; incomplete?: true }

/** One step of an answer: of which chat it is comes before the first text. */
export type ChatsEvent = ChatEvent | { type: 'chat'; id: string; title: string }

/** Where to ask, and as whom. */
export type ChatsClientOptions = {
  /** The URL of `/chat`; `/chats` is beside it. */
  endpoint: string
  /** Gives the ID token, a new one when the last was refused; nothing when nobody is signed in. */
  getToken: GetToken
  /** How long nothing may come, in ms; the server sends a heartbeat every 15 s. @defaultValue 45000 */
  silenceMs?: number
}

/** How a request is given up. */
export type Asking = { signal?: AbortSignal }
/** Where a list goes on: the cursor that came with the page before. */
export type Paging = Asking & { cursor?: string }

/** One user's chats, which the server keeps. */
export type ChatsClient = {
  /**
   * Asks in a new chat, or in this one, and streams the answer. The last event is `finish` or
   * `error`; nothing but the signal's reason is thrown.
   */
  ask(question: { prompt: string; chatId?: string }, options?: Asking): AsyncGenerator<ChatsEvent>
  /** The chats, newest first; with a cursor if there are more. @throws ChatsError */
  list(options?: Paging): Promise<{ chats: Chat[]; cursor?: string }>
  /** A chat and its newest messages, oldest first; with a cursor if there are earlier ones. @throws ChatsError */
  read(
    id: string,
    options?: Paging,
  ): Promise<{ chat: Chat & { messages: KeptMessage[] }; cursor?: string }>
  /** Deletes a chat, and all that was said in it. @throws ChatsError */
  remove(id: string, options?: Asking): Promise<void>
}

/** Why chats could not be listed, read or deleted. */
export class ChatsError extends Error {
  readonly failure: ChatFailure

  constructor(failure: ChatFailure) {
    super(failure.message)
    this.name = 'ChatsError'
    this.failure = failure
  }
}

/**
 * A client of the chats that are kept, for browsers and for Node.js. As
 * `createTutorClient`, it sends a request a second time only when its token was
 * refused.
 *
 * @example
 * const chats = createChatsClient({ endpoint: 'https://d1.cloudfront.net/chat', getToken })
 * for await (const event of chats.ask({ prompt: 'Hello' })) {
 *   if (event.type === 'chat') remember(event.id)
 *   if (event.type === 'text') show(event.text)
 * }
 */
export const createChatsClient = (options: ChatsClientOptions): ChatsClient => {
  const { endpoint, getToken, silenceMs = 45_000 } = options
  const send = authorizedFetch(getToken, silenceMs)
  const chats = `${endpoint}s`

  /** The body of the answer, as `read` reads it. */
  const call = async <Body>(
    method: ApiRequest['method'],
    url: string,
    read: (response: Response) => Promise<Body>,
    { signal = new AbortController().signal }: Asking = {},
  ): Promise<Body> => {
    let begun = false
    const connection = new AbortController()
    const abort = AbortSignal.any([signal, connection.signal])
    try {
      signal.throwIfAborted()
      const responding = send({ method, url, accept: 'application/json' }, abort)
      const response = await within(silenceMs, responding, abort)
      begun = true
      if (!response.ok) throw new ChatsError(await httpFailure(response, refusal, silenceMs))
      return await within(silenceMs, read(response), abort)
    } catch (error) {
      signal.throwIfAborted()
      throw error instanceof ChatsError ? error : new ChatsError(failureOf(error, begun))
    } finally {
      connection.abort()
    }
  }

  return {
    ask({ prompt, chatId }, { signal } = {}) {
      const body = { prompt, ...(chatId !== undefined && { chat_id: chatId }) }
      const request = { method: 'POST', url: endpoint, accept: 'text/event-stream', body } as const
      const respond = (connection: AbortSignal) => send(request, connection)
      return streamAnswer({ respond, eventOf: chatsEventOf, refusal, silenceMs }, signal)
    },
    list: (paging) => call('GET', `${chats}${page(paging)}`, json, paging),
    read: (id, paging) => call('GET', `${chats}/${segment(id)}${page(paging)}`, json, paging),
    remove: (id, asking) => call('DELETE', `${chats}/${segment(id)}`, async () => {}, asking),
  }
}

const refusal = { codeField: 'code', messageField: 'error' }

function chatsEventOf(name: string | undefined, data: string): ChatsEvent | 'done' | undefined {
  return name === 'chat' ? { type: name, ...JSON.parse(data) } : eventOf(name, data)
}

function json(response: Response) {
  return response.json()
}

function page({ cursor }: Paging = {}): string {
  return cursor === undefined ? '' : `?${new URLSearchParams({ cursor })}`
}

function segment(id: string): string {
  return encodeURIComponent(id)
}
