import { type KeyServer, startIssuer } from '../services/issuer.ts'
import {
  cognitoClaims,
  createKeys,
  type Keys,
  publicJwks,
  signToken,
  type TokenUse,
  type User,
  users,
} from '../services/tokens.ts'

/** How a token differs from the default. */
export type TokenOptions = {
  /** @defaultValue 'id' */
  use?: TokenUse
  /** Overrides for the header. */
  header?: Record<string, unknown>
  /** Overrides for the payload; `undefined` omits a claim. */
  claims?: Record<string, unknown>
  /** Negative for an expired token. @defaultValue 3600 */
  expiresInSeconds?: number
}

/** A Cognito user pool on loopback. */
export type UserPool = {
  poolId: string
  clientId: string
  /** Its private keys, for tokens made by hand. */
  keys: Keys
  /** Serves its public keys: `fail` breaks it, `requests` counts, `close` ends it. */
  issuer: KeyServer
  /** The user whose tokens it signs. */
  user: User
  /** The `cognitoAuth` options for this pool. */
  options: { userPoolId: string; clientId: string; jwksUri: string }
  /** Signs a token with any header and claims; by default a valid one. */
  token(options?: TokenOptions): string
}

/** How the pool is made. */
export type UserPoolOptions = {
  /** The keys of another pool: making new ones takes some tenths of a second. @defaultValue new ones */
  keys?: Keys
}

/** Starts a user pool on loopback, with keys of its own or with those of another pool. */
export const startUserPool = async (given: UserPoolOptions = {}): Promise<UserPool> => {
  const poolId = 'eu-west-1_AbCdEf123'
  const clientId = '1example23456789'
  const keys = given.keys ?? (await createKeys())
  const issuer = await startIssuer({ poolId, clientId, jwks: publicJwks(keys) })
  const user = users.learner

  const token = ({ use = 'id', header = {}, ...rest }: TokenOptions = {}) =>
    signToken(keys[use], {
      header,
      payload: cognitoClaims({ poolId, clientId, user, use, ...rest }),
    })

  const jwksUri = `${issuer.url}/${poolId}/.well-known/jwks.json`
  const options = { userPoolId: poolId, clientId, jwksUri }
  return { poolId, clientId, keys, issuer, user, options, token }
}
