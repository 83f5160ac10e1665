import type { Chat, Message } from '../../contract/chat.ts'
import { streamAnswer } from '../core/answer-stream.ts'
import { type ApiRequest, authorizedFetch, type GetToken } from '../core/authorized-fetch.ts'
import {
  type ChatEvent,
  type ChatFailure,
  eventOf,
  failureOf,
  httpFailure,
  type RefusalFields,
} from '../core/chat-events.ts'
import { clientOptions } from '../core/client-options.ts'
import { within } from '../core/event-source.ts'

export type { Chat, Message as KeptMessage } from '../../contract/chat.ts'
export type { ChatEvent, ChatFailure, ClientErrorCode } from '../core/chat-events.ts'

/** One step of an answer. `chat`, the chat that it belongs to, comes before the first text. */
export type ChatsEvent = ChatEvent | { type: 'chat'; id: string; title: string }

/** The endpoint, and the user's token. */
export type ChatsClientOptions = {
  /** The URL of `/chat`; `/chats` is next to it. */
  endpoint: string
  /** Returns the ID token; see `GetToken`. */
  getToken: GetToken
  /** The longest silence, in ms; the server sends a heartbeat every 15 s. @defaultValue 45000 */
  silenceMs?: number
}

/** A question in a new or an existing chat. */
export type ChatQuestion = {
  prompt: string
  chatId?: string
  /** A UUID for this question, so that it can be asked again although its response was lost. */
  questionId?: string
  /** The id of the chat's last question, which this one replaces together with its answer; with `until`, of an earlier one. */
  replaces?: string
  /** The id of the chat's last question, if this one replaces all turns from `replaces` to it. */
  until?: string
}

/** Cancels a request. */
export type Asking = { signal?: AbortSignal }
/** Continues a list: the cursor of the previous page. */
export type Paging = Asking & { cursor?: string }

/** A client of one user's stored chats. */
export type ChatsClient = {
  /**
   * Asks in a new or an existing chat and streams the answer. The last event is `finish` or
   * `error`; `chat_changed` means that the chat has gone on after the turns to be replaced.
   * Only the signal's reason is thrown.
   */
  ask(question: ChatQuestion, options?: Asking): AsyncGenerator<ChatsEvent>
  /** Lists the chats, newest first, with a cursor if there are more. @throws ChatsError */
  list(options?: Paging): Promise<{ chats: Chat[]; cursor?: string }>
  /** Reads a chat and its newest messages, oldest first, with a cursor if there are earlier ones. @throws ChatsError */
  read(
    id: string,
    options?: Paging,
  ): Promise<{ chat: Chat & { messages: Message[] }; cursor?: string }>
  /** Gives a chat another title, of at most 100 characters. @throws ChatsError */
  rename(id: string, title: string, options?: Asking): Promise<{ chat: Chat }>
  /** Deletes a chat and all its messages; does nothing if there is no such chat. @throws ChatsError */
  remove(id: string, options?: Asking): Promise<void>
}

/** Thrown when chats cannot be listed, read, renamed or deleted. */
export class ChatsError extends Error {
  readonly failure: ChatFailure

  constructor(failure: ChatFailure) {
    super(failure.message)
    this.name = 'ChatsError'
    this.failure = failure
  }
}

/**
 * A client of stored chats, for browsers and Node.js. Like `createTutorClient`,
 * it repeats a request only if its token was refused.
 *
 * @throws TypeError that names every option that is missing or wrong
 *
 * @example
 * const chats = createChatsClient({ endpoint: 'https://d1.cloudfront.net/chat', getToken })
 * for await (const event of chats.ask({ prompt: 'Hello' })) {
 *   if (event.type === 'chat') remember(event.id)
 *   if (event.type === 'text') show(event.text)
 * }
 */
export const createChatsClient = (options: ChatsClientOptions): ChatsClient => {
  const { endpoint, getToken, silenceMs } = clientOptions('createChatsClient', options)
  const send = authorizedFetch(getToken, silenceMs)
  const chats = `${endpoint}s`
  const one = (id: string) => `${chats}/${encodeURIComponent(id)}`

  /** The body of the answer, as `read` reads it. */
  const call = async <Body>(
    { method, url, body }: Pick<ApiRequest, 'method' | 'url' | 'body'>,
    read: (response: Response) => Promise<Body>,
    { signal = new AbortController().signal }: Asking = {},
  ): Promise<Body> => {
    let begun = false
    const connection = new AbortController()
    const abort = AbortSignal.any([signal, connection.signal])
    try {
      signal.throwIfAborted()
      const responding = send(
        { method, url, accept: 'application/json', ...(body && { body }) },
        abort,
      )
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
    ask({ prompt, chatId, questionId, replaces, until }, { signal } = {}) {
      // JSON leaves out what is undefined.
      const body = { prompt, chat_id: chatId, question_id: questionId, replaces, until }
      const request = { method: 'POST', url: endpoint, accept: 'text/event-stream', body } as const
      const respond = (connection: AbortSignal) => send(request, connection)
      return streamAnswer({ respond, eventOf: chatsEventOf, refusal, silenceMs }, signal)
    },
    list: (paging) => call({ method: 'GET', url: `${chats}${page(paging)}` }, json, paging),
    read: (id, paging) => call({ method: 'GET', url: `${one(id)}${page(paging)}` }, json, paging),
    rename: (id, title, asking) =>
      call({ method: 'PATCH', url: one(id), body: { title } }, json, asking),
    remove: (id, asking) =>
      call({ method: 'DELETE', url: one(id) }, async () => {}, asking).catch((error) => {
        if (error instanceof ChatsError && error.failure.code === 'chat_not_found') return
        throw error
      }),
  }
}

const refusal: RefusalFields = {
  codeField: 'code',
  messageField: 'error',
  codes: { 404: 'chat_not_found' },
}

function chatsEventOf(name: string | undefined, data: string): ChatsEvent | 'done' | undefined {
  return name === 'chat' ? { type: name, ...JSON.parse(data) } : eventOf(name, data)
}

function json(response: Response) {
  return response.json()
}

function page({ cursor }: Paging = {}): string {
  return cursor === undefined ? '' : `?${new URLSearchParams({ cursor })}`
}
