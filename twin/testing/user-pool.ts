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

/** What is particular about a token. */
export type TokenOptions = {
  /** @defaultValue 'id' */
  use?: TokenUse
  /** Overrides of the header. */
  header?: Record<string, unknown>
  /** Overrides of the payload; `undefined` leaves a claim out. */
  claims?: Record<string, unknown>
  /** Negative for a token that has expired. @defaultValue 3600 */
  expiresInSeconds?: number
}

/** A Cognito user pool on loopback. */
export type UserPool = {
  poolId: string
  clientId: string
  /** Its private keys, for tokens that are made by hand. */
  keys: Keys
  /** Serves its public keys: `fail` breaks it, `requests` counts, `close` ends it. */
  issuer: KeyServer
  /** Whose tokens it signs. */
  user: User
  /** The options of `cognitoAuth` that fit this pool. */
  options: { userPoolId: string; clientId: string; jwksUri: string }
  /** Signs a token of any header and any claims: a good one by default. */
  token(options?: TokenOptions): string
}

/** Starts a user pool on loopback, with keys of its own. */
export const startUserPool = async (): Promise<UserPool> => {
  const poolId = 'eu-west-1_AbCdEf123'
  const clientId = '1example23456789'
  const keys = await createKeys()
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
