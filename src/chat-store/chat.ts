import type { Chat, Message } from '../../contract/chat.ts'
import type { Send } from '../dynamodb/requests.ts'

export type { Chat, Message }

/**
 * A message with the id of its item: `UUIDv7.0` is the question of a turn, `UUIDv7.1` the answer. A
 * question has a `question_id` if the client chose it, or if it takes the place of an earlier one.
 */
export type StoredMessage = Message & { id: string; question_id?: string; replaces?: TurnRange }

/** Turns of a chat, both ends included; each turn is the id of its items without the part. */
export type TurnRange = { from: string; until: string }

/** A saved question, whose answer may follow. */
export type SavedQuestion = { chat: Chat; turn: string }

/** The tables, the TTL, and how requests are sent. */
export type Tables = {
  chatsTable: string
  messagesTable: string
  ttlDays: number | undefined
  send: Send
}
