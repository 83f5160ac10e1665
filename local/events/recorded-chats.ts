import type { Chat, Message } from '../../src/chats/chat.ts'
import { users } from '../services/tokens.ts'

/** A chat that was there before the recorded events, with its messages. */
export type RecordedChat = Chat & { messages: readonly Message[] }

const chat = (id: string, user_id: string, title: string, day: number): RecordedChat => {
  const at = new Date(Date.UTC(2026, 0, day, 12)).toISOString()
  const messages: Message[] = [
    { role: 'user', content: title },
    { role: 'assistant', content: 'What would you do by hand?' },
  ]
  return { id, user_id, title, created_at: at, updated_at: at, messages }
}

/** Their ids are of version 4: so a transcript keeps them, and not the new ones, which are of version 7. */
export const recordedChats = {
  ofLearner: chat('5b0c11a5-91f7-4b0e-a1b5-0f5a7c3a0001', users.learner.sub, 'Two numbers', 1),
  toRemove: chat('5b0c11a5-91f7-4b0e-a1b5-0f5a7c3a0002', users.learner.sub, 'A mistake', 2),
  ofLearner2: chat('5b0c11a5-91f7-4b0e-a1b5-0f5a7c3a0003', users.learner2.sub, 'A tree', 3),
  newer: chat('5b0c11a5-91f7-4b0e-a1b5-0f5a7c3a0004', users.learner2.sub, 'A graph', 4),
} satisfies Record<string, RecordedChat>
