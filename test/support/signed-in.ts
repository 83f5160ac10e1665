import type { MiddlewareObj } from '@middy/core'
import type { Context } from 'aws-lambda'

type Claims = { sub: string; [claim: string]: unknown }

/** Sets the claims of a user, in the place of a middleware that verifies a token. */
export const signedIn = (
  sub: string,
  claims: Record<string, unknown> = {},
): MiddlewareObj<unknown, unknown, Error, Context & { claims: Claims }> => ({
  before: ({ context }) => {
    context.claims = { sub, ...claims }
  },
})
