import * as z from 'zod/mini'

/** The id of a session, in a request. Some clients print a UUID in upper case, and it is the same UUID. */
export const sessionId = z.pipe(
  z.uuid({ error: ({ input }) => (input === undefined ? 'is required' : 'must be a UUID') }),
  z.transform((id) => id.toLowerCase()),
)
