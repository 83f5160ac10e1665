import type { Context } from 'aws-lambda'

/** Lambda's longest timeout, for a runtime that states none. */
const longestMs = 900_000

/** How long the function of a request may still run, in ms. */
export const timeLeftMs = (context: Partial<Context>): number =>
  context.getRemainingTimeInMillis?.() ?? longestMs
