import { type ChatReader, chatReader } from './chat-reader.ts'
import { type ChatRemover, chatRemover } from './chat-remover.ts'
import { type ChatWriter, chatWriter } from './chat-writer.ts'
import { requests } from './requests.ts'

/** Where the chats lie, and for how long. */
export type ChatStoreOptions = {
  /** Keyed `id`, `user_id`; with the index `by_user`, keyed `user_id`, `updated_at`. */
  chatsTable: string
  /** Keyed `chat_key`, `id`. */
  messagesTable: string
  /** Where DynamoDB is; else the SDK knows. */
  endpoint?: string | undefined
  /** After how many days a message expires, and a chat after its last question. */
  ttlDays?: number | undefined
}

/**
 * The chats of all users. A chat is only ever found together with its owner: anybody else's is not
 * there. Every method throws HttpError 503 `history_unavailable` when DynamoDB cannot do it.
 */
export type ChatStore = ChatWriter & ChatReader & ChatRemover

/**
 * Keeps chats in two tables of DynamoDB. A message is an item of its own, which is written once and
 * never read to be written again: so none is lost however many come at once, a chat may grow without
 * end, and one more message costs the same in a long chat as in a short one.
 */
export const chatStore = ({ endpoint, ttlDays, ...names }: ChatStoreOptions): ChatStore => {
  const tables = { ...names, ttlDays, send: requests(endpoint) }
  const reads = chatReader(tables)
  return { ...reads, ...chatWriter(tables, reads), ...chatRemover(tables) }
}
