import type { MiddlewareObj, Request } from '@middy/core'
import type { Context } from 'aws-lambda'
import type { Turn } from '../src/answer/answer.ts'
import { findAnswer } from '../src/answer/request.ts'
import type { Chat, Message, SavedQuestion } from '../src/chat-store/chat.ts'
import type { ChatReader } from '../src/chat-store/chat-reader.ts'
import type { ChatRemover } from '../src/chat-store/chat-remover.ts'
import { chatNotFound, pkg } from '../src/chat-store/errors.ts'
import { maxContentBytes } from '../src/chat-store/items.ts'
import { savedAnswer } from '../src/chat-store/saved-answer.ts'
import { chatStore } from '../src/chat-store/store.ts'
import { titleOf } from '../src/chat-store/title.ts'
import { historyOf } from '../src/chat-store/turns.ts'
import { type HttpError, httpError } from '../src/errors/http-error.ts'
import { isServiceUrl } from '../src/loopback.ts'
import {
  checkOptions,
  isPositiveInteger,
  type OptionRule,
  type OptionRules,
  optional,
  positiveInteger,
  withDefaults,
} from '../src/options.ts'

export type { Chat, Message, StoredMessage } from '../src/chat-store/chat.ts'
export type { ChatPage, ChatReader, MessagePage } from '../src/chat-store/chat-reader.ts'
export type { ChatRemover } from '../src/chat-store/chat-remover.ts'

/** Where the chats lie, and how much of one the model sees. */
export type ChatHistoryOptions = {
  /** The table of chats: keyed `id`, `user_id`, with an index `by_user` keyed `user_id`, `updated_at`. */
  chatsTable: string
  /** The table of their messages: keyed `chat_key`, `id`. */
  messagesTable: string
  /** Where DynamoDB is instead: https, or http on this machine. @defaultValue AWS's own, or `AWS_ENDPOINT_URL_DYNAMODB` */
  endpoint?: string
  /** After how many days a message expires, and a chat after its last question (`expires_at`). @defaultValue never */
  ttlDays?: number
  /** The most turns that the model sees, a question and its answer each. @defaultValue 20 */
  maxTurns?: number
  /** The most characters of these turns, in UTF-16 units. @defaultValue 32000 */
  maxChars?: number
}

const defaults = {
  maxTurns: 20,
  maxChars: 32_000,
} satisfies Partial<ChatHistoryOptions>

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html */
const tableName: OptionRule = [
  'the name of a table',
  (name) => typeof name === 'string' && /^[\w.-]{3,255}$/.test(name),
]

const rules: OptionRules<ChatHistoryOptions> = {
  chatsTable: tableName,
  messagesTable: tableName,
  endpoint: optional(['on https, or on http on loopback', isServiceUrl]),
  ttlDays: optional(['a positive whole number', isPositiveInteger]),
  maxTurns: positiveInteger,
  maxChars: positiveInteger,
}

/** @throws TypeError naming every option that is missing, wrong or unknown */
export const chatHistoryValidateOptions = (options: Record<string, unknown> = {}): void =>
  checkOptions(pkg, rules, defaults, options)

/** `context.chat`: the chat of this question, and what was said in it before. */
export type ChatHistoryContext = Context & {
  chat: Chat & {
    /** The newest messages, oldest first, without this question: as many as `maxTurns` turns have. */
    messages: Message[]
    /** Those of them that the model sees: whole turns. */
    history: Turn[]
  }
}

/** The body as `jsonBody` leaves it. */
export type ChatHistoryEvent = { body: { prompt: string; chat_id?: string | undefined } }

/** The middleware, and the chats themselves, for who lists, reads or removes them. */
export type ChatHistoryMiddleware = MiddlewareObj<
  ChatHistoryEvent,
  unknown,
  Error,
  ChatHistoryContext,
  Internal
> & { chats: ChatReader & ChatRemover }

type Internal = { chatHistoryAsked?: SavedQuestion }
type ChatRequest = Request<ChatHistoryEvent, unknown, Error, ChatHistoryContext, Internal>

/**
 * Keeps a chat: saves the question before the model is asked, and what was said
 * before the finish of the answer is handed on; of a broken answer what there is.
 *
 * **Reads** `context.claims.sub`; `event.body.prompt` and `chat_id`, without which a chat begins;
 * the handler's `Answer`, bare or as `response.body`.
 * **Writes** `context.chat`; the event `chat` with id and title before the answer; the tables.
 * **Throws** 404 `chat_not_found`, also for another user's; 413 `prompt_too_large`; 503
 * `history_unavailable`; 503 `history_not_saved` in place of the finish.
 * **Order** after whoever leaves the claims, and `jsonBody`. IAM on the tables and the index:
 * `dynamodb:GetItem`, `Query`, `UpdateItem`, `DeleteItem`, `BatchWriteItem`.
 *
 * @example
 * export const handler = middy()
 *   .use(jsonAnswer())
 *   .use(cognitoAuth({ userPoolId: 'eu-west-1_AbCdEf123', clientId: '1example23456789' }))
 *   .use(jsonBody({ schema }))
 *   .use(chatHistory({ chatsTable: 'chats', messagesTable: 'messages' }))
 *   .handler(({ body }, { chat, signal }) =>
 *     model.answer({ system, user: body.prompt, history: chat.history }, { signal }),
 *   )
 */
export const chatHistory = (options: ChatHistoryOptions): ChatHistoryMiddleware => {
  chatHistoryValidateOptions(options)
  const { maxTurns, maxChars, ...tables } = withDefaults(defaults, options)
  const chats = chatStore(tables)

  const begin = async (userId: string, prompt: string) => ({
    asked: await chats.start(userId, titleOf(prompt), prompt),
    earlier: [],
  })

  const goOn = async (userId: string, chatId: string, prompt: string) => {
    const [chat, earlier] = await Promise.all([
      chats.find(userId, chatId),
      chats.newest(userId, chatId, 2 * maxTurns),
    ])
    const asked = chat && (await chats.ask(chat, prompt))
    if (!asked) throw chatNotFound()
    return { asked, earlier }
  }

  const chatHistoryBefore = async ({ event, context, internal }: ChatRequest) => {
    const { userId, prompt, chatId } = readRequest(event, context)
    if (Buffer.byteLength(prompt) > maxContentBytes) throw promptTooLarge()
    const { asked, earlier } =
      chatId === undefined ? await begin(userId, prompt) : await goOn(userId, chatId, prompt)
    internal.chatHistoryAsked = asked
    context.chat = {
      ...asked.chat,
      messages: earlier.map(({ id, ...message }) => message),
      history: historyOf(earlier, { maxTurns, maxChars }),
    }
  }

  const chatHistoryAfter = (request: ChatRequest) => {
    const { chatHistoryAsked: asked } = request.internal
    const found = findAnswer(request.response)
    if (!asked || !found) return
    request.response = { ...found.response, body: savedAnswer(found.answer, asked, chats) }
  }

  return { before: chatHistoryBefore, after: chatHistoryAfter, chats }
}

/** @throws TypeError when what should stand before this middleware does not */
function readRequest(event: unknown, context: unknown) {
  const { claims } = context as { claims?: { sub?: unknown } }
  const { body } = event as { body?: { prompt?: unknown; chat_id?: unknown } | null }
  const { prompt, chat_id: chatId } = body ?? {}
  const userId = claims?.sub
  if (typeof userId !== 'string' || userId === '') {
    throw new TypeError('chatHistory stands after who leaves context.claims.sub', {
      cause: { package: pkg },
    })
  }
  if (typeof prompt !== 'string' || (chatId !== undefined && typeof chatId !== 'string')) {
    throw new TypeError('chatHistory stands after jsonBody, whose schema has prompt and chat_id', {
      cause: { package: pkg },
    })
  }
  return { userId, prompt, chatId }
}

function promptTooLarge(): HttpError {
  return httpError(413, 'prompt_too_large', 'The question is too long to be kept.', {
    cause: { package: pkg, maxBytes: maxContentBytes },
  })
}
