import type { Send } from './requests.ts'

/** A chat without its messages, named as in the table and on the wire; times in ISO 8601. */
export type Chat = {
  id: string
  user_id: string
  title: string
  created_at: string
  /** The time of its last question. */
  updated_at: string
}

/** A message of a chat. */
export type Message = {
  role: 'user' | 'assistant'
  content: string
  /** Set on an answer that broke off or was too long to be stored completely. */
  incomplete?: true
}

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
