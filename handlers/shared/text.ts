import * as z from 'zod/mini'

/**
 * A text of a request, not blank; lone surrogates are replaced. Each message completes a sentence
 * about its field.
 *
 * @param blank the message for a blank text
 */
export const text = (longest: number, blank = 'is required') =>
  z.pipe(
    z
      .string({
        error: ({ input }) => (input === undefined ? 'is required' : 'must be a string'),
      })
      .check(z.regex(/\S/, blank), z.maxLength(longest, `must have at most ${longest} characters`)),
    z.transform((given) => given.toWellFormed()),
  )
