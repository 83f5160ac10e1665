import type { Chat, Message } from '../../contract/chat.ts'
import type { Send } from './requests.ts'

export type { Chat, Message }

/** A message with its id: `UUIDv7.0` is the question of a turn, `UUIDv7.1` the answer. */
export type StoredMessage = Message & { id: string }

/** A saved question, whose answer may follow. */
export type SavedQuestion = { chat: Chat; turn: string }

/** The tables, the TTL, and how requests are sent. */
export type Tables = {
  chatsTable: string
  messagesTable: string
  ttlDays: number | undefined
  send: Send
}
