import type { Send } from './requests.ts'

/** A chat without its messages, in the names of the table and of the wire; times in ISO 8601. */
export type Chat = {
  id: string
  user_id: string
  title: string
  created_at: string
  /** When its last question came. */
  updated_at: string
}

/** What was said in a chat. */
export type Message = {
  role: 'user' | 'assistant'
  content: string
  /** There only on what broke off, or was too long to be kept whole. */
  incomplete?: true
}

/** A message of one turn, as the id says: `UUIDv7.0` is its question, `UUIDv7.1` the answer. */
export type StoredMessage = Message & { id: string }

/** A question that was saved, and whose answer may follow. */
export type SavedQuestion = { chat: Chat; turn: string }

/** Where the chats lie, and for how long. */
export type Tables = {
  chatsTable: string
  messagesTable: string
  ttlDays: number | undefined
  send: Send
}
