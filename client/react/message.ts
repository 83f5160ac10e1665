import type { ChatFailure } from '../tutor/tutor-client.ts'

/** A question of the learner. */
export type Question = { id: number; role: 'user'; content: string }

/** The tutor's answer, complete or so far. */
export type Reply = {
  id: number
  role: 'model'
  content: string
  state: 'waiting' | 'streaming' | 'complete' | 'stopped' | 'failed'
  /** Why the answer ended, if not in the ordinary way. */
  finish?: 'length' | 'refused'
  /** Why there is no answer, or only a part of it. */
  error?: ChatFailure
}

/** A message of a conversation. */
export type Message = Question | Reply
