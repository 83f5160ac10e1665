import { type ChatReader, chatReader } from './chat-reader.ts'
import { type ChatRemover, chatRemover } from './chat-remover.ts'
import { type ChatRenamer, chatRenamer } from './chat-renamer.ts'
import { type ChatWriter, chatWriter } from './chat-writer.ts'
import { requests } from './requests.ts'

/** The tables of the chats, and how long chats are kept. */
export type ChatStoreOptions = {
  /** Keyed `id`, `user_id`; with the index `by_user`, keyed `user_id`, `updated_at`. */
  chatsTable: string
  /** Keyed `chat_key`, `id`. */
  messagesTable: string
  /** Another address of DynamoDB. */
  endpoint?: string | undefined
  /** The days after which a message expires, and a chat after its last question. */
  ttlDays?: number | undefined
}

/**
 * The chats of all users. A chat is found only together with its owner; another user's chat is not
 * found. Every method throws HttpError 503 `history_unavailable` when DynamoDB fails.
 */
export type ChatStore = ChatWriter & ChatReader & ChatRenamer & ChatRemover

/**
 * Stores chats in two DynamoDB tables. Each message is an item that is written once and never
 * rewritten, so concurrent messages are not lost, a chat can grow without limit, and a further
 * message costs the same in a long chat as in a short one. A question that is asked again is a new
 * item with the id of the old one: that single write replaces the turn, whatever happens next.
 */
export const chatStore = ({ endpoint, ttlDays, ...names }: ChatStoreOptions): ChatStore => {
  const tables = { ...names, ttlDays, send: requests(endpoint) }
  const reads = chatReader(tables)
  return {
    ...reads,
    ...chatWriter(tables, reads),
    ...chatRenamer(tables),
    ...chatRemover(tables),
  }
}
