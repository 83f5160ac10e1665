import type { ChatFailure } from '../tutor/tutor-client.ts'

/** What the learner asked. */
export type Question = { id: number; role: 'user'; content: string }

/** What the tutor says, as far as it has come. */
export type Reply = {
  id: number
  role: 'model'
  content: string
  state: 'waiting' | 'streaming' | 'complete' | 'stopped' | 'failed'
  /** Why the answer ended, where that is worth a word. */
  finish?: 'length' | 'refused'
  /** Why there is no answer, or no more of it. */
  error?: ChatFailure
}

/** What a conversation consists of. */
export type Message = Question | Reply
