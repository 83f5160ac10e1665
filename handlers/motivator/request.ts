import * as z from 'zod/mini'
import { text } from '../shared/text.ts'
import { sessionId } from './session-id.ts'

/** The longest message, in UTF-16 units. */
const longestMessage = 4_000

/** The largest request, in bytes: a message whose characters JSON escapes one by one, and the rest. */
export const maxChatBytes = 32 * 1024

const optionalText = (what: string, longest: number) =>
  z.nullish(z.string(`must be ${what}`).check(z.maxLength(longest, `must be ${what}`)))

/** The body of `POST /api/v1/chat`. Each message completes a sentence about its field. */
export const chatRequest = z.object(
  {
    message: text(longestMessage),
    session_id: z.nullish(sessionId),
    /** Accepted for the contract's sake: the user is the one of the token. */
    user_id: optionalText('a text', 1_024),
    locale: optionalText('a language tag', 100),
  },
  'must be an object',
)

/** A valid request. */
export type ChatRequest = z.output<typeof chatRequest>
