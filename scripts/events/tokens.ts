import { pool } from '../../twin/cloud.ts'
import {
  cognitoClaims,
  type Keys,
  signToken,
  tamperToken,
  type UserName,
  users,
} from '../../twin/services/tokens.ts'

export type TokenCase =
  | 'good'
  | 'none'
  | 'expired'
  | 'wrong-audience'
  | 'wrong-issuer'
  | 'access'
  | 'tampered'
  | 'alg-none'
  | 'alg-confusion'
  | 'unknown-key'
  | 'never-expires'
  | 'no-email'
  | 'two'

const recordedAt = Date.UTC(2026, 0, 1) / 1000
/** The last second of the year 9999. */
const never = 253_402_300_799

/** The tokens of a recorded request, none to two. They do not change: good ones never expire. */
export const recordedTokens = (keys: Keys, kind: TokenCase, name: UserName): string[] => {
  const user = users[name]
  const claims = (change: object = {}) =>
    cognitoClaims({
      ...pool,
      user,
      use: 'id',
      nowSeconds: recordedAt,
      claims: { exp: never, ...change },
    })
  const sign = (change: object = {}, header: Record<string, unknown> = {}) =>
    signToken(keys.id, { header, payload: claims(change) })
  const good = sign()
  const access = cognitoClaims({
    ...pool,
    user,
    use: 'access',
    nowSeconds: recordedAt,
    claims: { exp: never },
  })
  const tokens: Record<TokenCase, () => string[]> = {
    good: () => [good],
    none: () => [],
    expired: () => [sign({ exp: recordedAt + 3_600 })],
    'wrong-audience': () => [sign({ aud: 'another0client0of0the0pool' })],
    'wrong-issuer': () => [
      sign({ iss: 'https://cognito-idp.us-east-1.amazonaws.com/us-east-1_Another01' }),
    ],
    access: () => [signToken(keys.access, { payload: access })],
    tampered: () => [tamperToken(good, { 'cognito:username': 'admin' })],
    'alg-none': () => [sign({}, { alg: 'none' })],
    'alg-confusion': () => [sign({}, { alg: 'HS256' })],
    'unknown-key': () => [sign({}, { kid: 'a-key-that-is-not-in-the-set' })],
    'never-expires': () => [sign({ exp: undefined })],
    'no-email': () => [sign({ email: undefined })],
    two: () => [good, good],
  }
  return tokens[kind]()
}
