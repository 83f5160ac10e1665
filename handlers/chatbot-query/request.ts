import * as z from 'zod/mini'
import en from 'zod/v4/locales/en.js'

// Without a locale, zod/mini's message is always "Invalid input".
z.config(en())

/**
 * The body of `POST /chatbot`. The limits are far beyond a long session on a real
 * problem; the whole body is limited as well.
 */
export const tutorRequest = z.object({
  /** The problem as the site describes it, any shape. */
  problemDetails: z.record(z.string(), z.unknown()),
  userCode: z.string().check(z.maxLength(100_000)),
  /** Earlier messages of this conversation, oldest first, as the client remembers them. */
  history: z
    .array(
      z.object({
        role: z.enum(['user', 'model']),
        content: z.string().check(z.maxLength(32_000)),
      }),
    )
    .check(z.maxLength(500)),
  query: z.string().check(z.minLength(1), z.maxLength(16_000)),
})

export type TutorRequest = z.infer<typeof tutorRequest>
