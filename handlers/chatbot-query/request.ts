import * as z from 'zod/mini'
import en from 'zod/v4/locales/en.js'

// zod/mini alone says "Invalid input" to everything.
z.config(en())

/**
 * What a learner sends from the page of one problem. The limits are far beyond
 * a long session on a real problem; the body as a whole is limited as well.
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
