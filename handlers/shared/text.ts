import * as z from 'zod/mini'

/** A text of a request, not blank; lone surrogates are replaced. Each message completes a sentence about its field. */
export const text = (longest: number) =>
  z.pipe(
    z
      .string({
        error: ({ input }) => (input === undefined ? 'is required' : 'must be a string'),
      })
      .check(
        z.regex(/\S/, 'is required'),
        z.maxLength(longest, `must have at most ${longest} characters`),
      ),
    z.transform((given) => given.toWellFormed()),
  )
