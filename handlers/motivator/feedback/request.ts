import * as z from 'zod/mini'
import { emotions } from '../emotions.ts'
import { sessionId } from '../session-id.ts'

/** In UTF-16 units. */
const longestComment = 2_000

/** The largest request, in bytes: a comment whose characters JSON escapes one by one, and the rest. */
export const maxFeedbackBytes = 16 * 1024

const must = (what: string) => ({
  error: ({ input }: { input?: unknown }) => (input === undefined ? 'is required' : what),
})

/** A user's own words; lone surrogates are replaced, and a blank comment is none. */
const comment = z.pipe(
  z
    .string('must be a string')
    .check(z.maxLength(longestComment, `must have at most ${longestComment} characters`)),
  z.transform((given) => given.toWellFormed().trim() || undefined),
)

/** The body of `POST /api/v1/feedback`. Each message completes a sentence about its field. */
export const feedbackRequest = z.object(
  {
    session_id: sessionId,
    helpful: z.boolean(must('must be true or false')),
    emotion: z.enum(emotions, must(`must be one of ${emotions.join(', ')}`)),
    user_comment: z.nullish(comment),
  },
  'must be an object',
)

/** What a user says about an answer. */
export type Feedback = z.output<typeof feedbackRequest>
