import type { StandardSchemaV1 } from '@standard-schema/spec'
import * as z from 'zod/mini'
import { keysOf } from '../../src/issues.ts'

const longestPrompt = 16_000

/** The body of `POST /chat`; a new chat begins without `chat_id`, or with `null`. Each message completes a sentence about its field. */
export const chatRequest = z.object(
  {
    prompt: z.pipe(
      z
        .string({
          error: ({ input }) => (input === undefined ? 'is required' : 'must be a string'),
        })
        .check(
          z.regex(/\S/, 'is required'),
          z.maxLength(longestPrompt, `must have at most ${longestPrompt} characters`),
        ),
      // The same text is stored and sent to the model, so lone surrogates are replaced.
      z.transform((prompt) => prompt.toWellFormed()),
    ),
    chat_id: z.nullish(z.uuid('must be the id of a chat')),
  },
  'must be an object',
)

/** E.g. `Field 'prompt' is required`. */
export const describeChatFaults = (issues: readonly StandardSchemaV1.Issue[]): string =>
  issues
    .map((issue) => {
      const [field] = keysOf(issue)
      return `${field === undefined ? 'The body' : `Field '${String(field)}'`} ${issue.message}`
    })
    .join('; ')
