import { startIssuer } from '../services/issuer.ts'
import {
  cognitoClaims,
  createKeys,
  publicJwks,
  signToken,
  type TokenUse,
  users,
} from '../services/tokens.ts'

export type TokenOptions = {
  /** @defaultValue 'id' */
  use?: TokenUse
  header?: Record<string, unknown>
  /** `undefined` leaves a claim out. */
  claims?: Record<string, unknown>
  expiresInSeconds?: number
}

/** A Cognito user pool on loopback: its issuer, and tokens of any header and any claims. */
export const startUserPool = async () => {
  const poolId = 'eu-west-1_AbCdEf123'
  const clientId = '1example23456789'
  const keys = await createKeys()
  const issuer = await startIssuer({ poolId, clientId, jwks: publicJwks(keys) })

  const token = ({ use = 'id', header = {}, ...rest }: TokenOptions = {}) =>
    signToken(keys[use], {
      header,
      payload: cognitoClaims({ poolId, clientId, user: users.learner, use, ...rest }),
    })

  return {
    poolId,
    clientId,
    keys,
    issuer,
    user: users.learner,
    /** The options of `cognitoAuth` that fit this pool. */
    options: {
      userPoolId: poolId,
      clientId,
      jwksUri: `${issuer.url}/${poolId}/.well-known/jwks.json`,
    },
    token,
  }
}

export type UserPool = Awaited<ReturnType<typeof startUserPool>>
