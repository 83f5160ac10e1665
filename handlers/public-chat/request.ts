import type { StandardSchemaV1 } from '@standard-schema/spec'
import * as z from 'zod/mini'
import { keysOf } from '../../src/issues.ts'
import { text } from '../shared/text.ts'

/** The longest message, in UTF-16 units. It bounds what the model reads, and so the price of a request. */
const longestMessage = 4_000
const longestSystemPrompt = 1_000

/** The largest request, in bytes: both texts, if JSON escapes every one of their characters. */
export const maxRequestBytes = 32 * 1024

/** What the contract says about a message that is missing. */
export const missingMessage = 'Request must include a "message" field'

/**
 * The body of `POST /chat`. Each message completes a sentence about its field.
 *
 * @param takesSystemPrompt whether the client may send `system_prompt`
 */
export const publicRequest = (takesSystemPrompt: boolean) =>
  z.object(
    {
      message: text(longestMessage),
      system_prompt: z.nullish(
        takesSystemPrompt
          ? text(longestSystemPrompt, 'must not be blank')
          : z.never('is not accepted here: leave it out'),
      ),
    },
    'must be an object',
  )

/** A valid request. */
export type PublicRequest = { message: string; system_prompt?: string | null | undefined }

/** E.g. `Field "message" must be a string`. */
export const describePublicFaults = (issues: readonly StandardSchemaV1.Issue[]): string => {
  const faults = issues.map((issue) => ({ field: keysOf(issue)[0], message: issue.message }))
  if (faults.some(({ field, message }) => field === 'message' && message === 'is required')) {
    return missingMessage
  }
  return faults
    .map(
      ({ field, message }) =>
        `${field === undefined ? 'The body' : `Field "${String(field)}"`} ${message}`,
    )
    .join('; ')
}
