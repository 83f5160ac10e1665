import { usageError } from '../errors/usage-error.ts'

/**
 * The user of a request: `context.claims.sub`.
 *
 * @throws TypeError where no middleware has set it
 */
export const userOf = (context: object, pkg: string): string => {
  const { claims } = context as { claims?: { sub?: unknown } }
  const userId = claims?.sub
  if (typeof userId === 'string' && userId !== '') return userId
  throw usageError(pkg, 'needs context.claims.sub: use cognitoAuth or jwtAuth before it')
}
