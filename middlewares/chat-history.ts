import type { MiddlewareObj, Request } from '@middy/core'
import type { Context } from 'aws-lambda'
import type { Turn } from '../src/answer/answer.ts'
import { findAnswer } from '../src/answer/request.ts'
import { type AskingRequest, readAsking } from '../src/chat-store/asking-request.ts'
import type { Chat, Message, SavedQuestion } from '../src/chat-store/chat.ts'
import type { ChatReader } from '../src/chat-store/chat-reader.ts'
import type { ChatRemover } from '../src/chat-store/chat-remover.ts'
import type { ChatRenamer } from '../src/chat-store/chat-renamer.ts'
import { chatChanged, chatNotFound, pkg } from '../src/chat-store/errors.ts'
import { chatIdBegunBy, maxContentBytes } from '../src/chat-store/items.ts'
import { savedAnswer } from '../src/chat-store/saved-answer.ts'
import { chatStore } from '../src/chat-store/store.ts'
import { titleOf } from '../src/chat-store/title.ts'
import { askedAgain, historyOf, withoutTurns } from '../src/chat-store/turns.ts'
import { type HttpError, httpError } from '../src/errors/http-error.ts'
import { serviceUrl, tableName } from '../src/formats.ts'
import {
  checkOptions,
  type OptionRules,
  ofFormat,
  optional,
  positiveInteger,
  withDefaults,
} from '../src/options.ts'

export type { Chat, Message, StoredMessage, TurnRange } from '../src/chat-store/chat.ts'
export type { ChatPage, ChatReader, MessagePage } from '../src/chat-store/chat-reader.ts'
export type { ChatRemover } from '../src/chat-store/chat-remover.ts'
export type { ChatRenamer } from '../src/chat-store/chat-renamer.ts'

/** The tables of the chats, and how much of a chat the model sees. */
export type ChatHistoryOptions = {
  /** The table of chats: keyed `id`, `user_id`, with an index `by_user` keyed `user_id`, `updated_at` that projects all attributes. */
  chatsTable: string
  /** The table of their messages: keyed `chat_key`, `id`. */
  messagesTable: string
  /** Another address of DynamoDB: https, or http on this machine. @defaultValue AWS's own, or `AWS_ENDPOINT_URL_DYNAMODB` */
  endpoint?: string
  /** The days after which a message expires, and a chat after its last question (TTL attribute `expires_at`). @defaultValue never */
  ttlDays?: number
  /** The most turns (a question and its answer) that the model sees. @defaultValue 20 */
  maxTurns?: number
  /** The most characters of these turns, in UTF-16 code units. @defaultValue 32000 */
  maxChars?: number
}

const defaults = {
  maxTurns: 20,
  maxChars: 32_000,
} satisfies Partial<ChatHistoryOptions>

const rules: OptionRules<ChatHistoryOptions> = {
  chatsTable: ofFormat(tableName),
  messagesTable: ofFormat(tableName),
  endpoint: optional(ofFormat(serviceUrl)),
  ttlDays: optional(positiveInteger),
  maxTurns: positiveInteger,
  maxChars: positiveInteger,
}

/** @throws TypeError naming every option that is missing, wrong or unknown */
export const chatHistoryValidateOptions = (options: Record<string, unknown> = {}): void =>
  checkOptions(pkg, rules, defaults, options)

/** The chat of a question, and its earlier messages. */
export type CurrentChat = Chat & {
  /** The newest messages before this question, oldest first: at most those of `maxTurns` turns. */
  messages: Message[]
  /** The complete turns among them, which the model sees. */
  history: Turn[]
}

/** `context.chat`. An interface, in which `this` is the whole context: without claims there is no chat. */
export interface ChatHistoryContext extends Context {
  chat: this extends { claims: { sub: string } }
    ? CurrentChat
    : 'chatHistory needs a middleware that sets context.claims'
}

/** The body as `jsonBody` leaves it; the ids are UUIDs. */
export type ChatHistoryEvent = {
  body: {
    prompt: string
    chat_id?: string | null | undefined
    /** An id for this question. A repeated request has the same one, and replaces what the first one stored. */
    question_id?: string | null | undefined
    /** The id of the chat's last question, whose turn this question replaces; with `until`, of an earlier one. */
    replaces?: string | null | undefined
    /** The id of the chat's last question, if all turns from `replaces` to it are replaced. */
    until?: string | null | undefined
  }
}

/** The middleware, and the chats themselves, to list, read, rename and remove them. */
export type ChatHistoryMiddleware = MiddlewareObj<
  ChatHistoryEvent,
  unknown,
  Error,
  ChatHistoryContext
> & { chats: ChatReader & ChatRenamer & ChatRemover }

type ChatRequest = Request<ChatHistoryEvent, unknown, Error, ChatHistoryContext>

/**
 * Stores a chat: saves the question before the model is asked, and the answer
 * before its finish is passed on. Of a broken answer it saves what there is. A question can be asked
 * again, and then replaces its turn and those after it.
 *
 * **Reads** `context.claims.sub`; `event.body.prompt`, `chat_id` (a new chat begins without one, or with `null`),
 * `question_id`, `replaces` and `until`; the handler's `Answer`, bare or as `response.body`.
 * **Writes** `context.chat`; the data event `chat` with id and title before the answer; the tables.
 * **Throws** 400 `invalid_body` for an id that is no UUID; 403 `forbidden` for a user whose id cannot be
 * a key; 404 `chat_not_found`, also for another user's; 409 `chat_changed` if the turns to be
 * replaced do not end with the last one; 413 `prompt_too_large`; 503 `history_unavailable`; 503 `history_not_saved` in
 * place of the finish.
 * **Order** after `eventStream` or `jsonAnswer`, the middleware that sets the claims, and `jsonBody`.
 * IAM on the tables and the index: `dynamodb:GetItem`, `Query`, `UpdateItem`, `DeleteItem`, `BatchWriteItem`.
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

  const begin = async ({ userId, prompt, questionId, replaces }: AskingRequest) => {
    if (replaces !== undefined) throw chatChanged()
    const asked = await chats.start(userId, titleOf(prompt), prompt, { questionId })
    return { asked, earlier: [] }
  }

  /** `undefined` if there is no such chat. */
  const goOn = async (chatId: string, { userId, prompt, ...asking }: AskingRequest) => {
    const [chat, newest] = await Promise.all([
      chats.find(userId, chatId),
      asking.until === undefined || asking.replaces === undefined
        ? chats.newest(userId, chatId, 2 * maxTurns)
        : chats.newestFrom(userId, chatId, asking.replaces, 2 * maxTurns),
    ])
    if (!chat) return undefined
    const replaced = askedAgain(newest, asking)
    const earlier = replaced ? withoutTurns(newest, replaced) : newest
    const first = replaced?.first.content ?? ''
    const isNamedAfter = earlier.length === 0 && chat.title === titleOf(first)
    const title = isNamedAfter ? titleOf(prompt) : undefined
    const { questionId } = asking
    const asked = await chats.ask(chat, prompt, replaced ? { replaced, title } : { questionId })
    return asked && { asked, earlier }
  }

  const save = async (request: AskingRequest) => {
    const { userId, chatId, questionId } = request
    if (chatId !== undefined) {
      const gone = await goOn(chatId, request)
      if (!gone) throw chatNotFound()
      return gone
    }
    // A repeated request finds the chat that the first one began.
    const begun = questionId && (await goOn(chatIdBegunBy(questionId, userId), request))
    return begun || begin(request)
  }

  const saved = new WeakMap<object, SavedQuestion>()

  const chatHistoryBefore = async (request: ChatRequest) => {
    const { event, context } = request
    const asking = readAsking(event, context)
    if (Buffer.byteLength(asking.prompt) > maxContentBytes) throw promptTooLarge()
    const { asked, earlier } = await save(asking)
    saved.set(request, asked)
    const chat: CurrentChat = {
      ...asked.chat,
      messages: earlier.map(({ id, question_id, replaces, ...message }) => message),
      history: historyOf(earlier, { maxTurns, maxChars }),
    }
    Object.assign(context, { chat })
  }

  const chatHistoryAfter = (request: ChatRequest) => {
    const asked = saved.get(request)
    const found = findAnswer(request.response, pkg)
    if (!asked || !found) return
    request.response = { ...found.response, body: savedAnswer(found.answer, asked, chats) }
  }

  return { before: chatHistoryBefore, after: chatHistoryAfter, chats }
}

function promptTooLarge(): HttpError {
  return httpError('prompt_too_large', { cause: { package: pkg, maxBytes: maxContentBytes } })
}
