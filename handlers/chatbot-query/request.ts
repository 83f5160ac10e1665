import * as z from 'zod/mini'
import en from 'zod/v4/locales/en.js'

// Without a locale, zod/mini's message is always "Invalid input".
z.config(en())

/** The largest request, as it comes and as JSON in the prompt, in UTF-8 bytes. */
export const maxRequestBytes = 512 * 1024

/** The largest problem, as JSON in the prompt, in UTF-8 bytes. */
const maxProblemBytes = 64 * 1024

/** Limits what the model reads: `1e20` has 4 bytes in a request and 21 in the prompt. */
const bytesAsJson = (most: number) =>
  z.refine(
    (value) => Buffer.byteLength(JSON.stringify(value)) <= most,
    `must have at most ${most} bytes as JSON`,
  )

/**
 * The body of `POST /chatbot`. The limits are far beyond a long session on a real
 * problem.
 */
export const tutorRequest = z
  .object({
    /** The problem as the site describes it, any shape. */
    problemDetails: z.record(z.string(), z.unknown()).check(bytesAsJson(maxProblemBytes)),
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
  .check(bytesAsJson(maxRequestBytes))

export type TutorRequest = z.infer<typeof tutorRequest>
