import {
  createHmac,
  generateKeyPair,
  type KeyObject,
  randomBytes,
  randomUUID,
  sign,
} from 'node:crypto'
import { promisify } from 'node:util'

export type User = { sub: string; username: string; email: string }

/** The learners of the twin. `username` differs from `sub`, so that a mix-up shows. */
export const users = {
  learner: {
    sub: '3f0c9a52-6d1e-4b7a-9c84-2a5e7d10b6f3',
    username: 'learner',
    email: 'learner@example.com',
  },
  learner2: {
    sub: 'b81d47e6-05c3-4f92-8e6b-c97f3a2041d8',
    username: 'learner2',
    email: 'learner2@example.com',
  },
} satisfies Record<string, User>

export type UserName = keyof typeof users
export type TokenUse = 'id' | 'access'

/** A public RSA key as Cognito publishes it (RFC 7517). */
export type Jwk = { kty: string; alg: string; use: string; kid: string; n: string; e: string }
export type Jwks = { keys: Jwk[] }

export type SigningKey = { jwk: Jwk; privateKey: KeyObject; publicKey: KeyObject }

/** A pool signs ID and access tokens with different keys, so there are two `kid`s. */
export type Keys = Record<TokenUse, SigningKey>

/** Makes the two RS256 key pairs (2048 bits) of a pool; `kid` is 32 bytes in base64. */
export async function createKeys(): Promise<Keys> {
  const [id, access] = await Promise.all([createKey(), createKey()])
  return { id, access }
}

/** The public keys, as in `/.well-known/jwks.json`. */
export function publicJwks(keys: Keys): Jwks {
  return { keys: [keys.id.jwk, keys.access.jwk] }
}

/**
 * Makes a compact JWS, `header.payload.signature`, with any header and payload; `undefined` fields
 * are omitted.
 *
 * The signature follows `header.alg`: `none` has an empty one, `HS256` is keyed with the PEM of the
 * *public* key (the confusion attack), and anything else is signed RS256, whatever the header says.
 */
export function signToken(
  key: SigningKey,
  token: { header?: Record<string, unknown>; payload: Record<string, unknown> },
): string {
  const header = { kid: key.jwk.kid, alg: 'RS256', ...token.header }
  const input = `${encode(header)}.${encode(token.payload)}`
  return `${input}.${signature(header.alg, input, key)}`
}

/** Replaces some claims of a signed token but keeps the signature, which no longer matches. */
export function tamperToken(token: string, claims: Record<string, unknown>): string {
  const [header, payload = '', proof] = token.split('.')
  const original = JSON.parse(Buffer.from(payload, 'base64url').toString())
  return [header, encode({ ...original, ...claims }), proof].join('.')
}

/**
 * The claims that Cognito puts into the token of a user who signed in with `InitiateAuth`.
 * Times are seconds since 1970; `claims` override the rest, and `undefined` omits a claim.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-id-token.html
 */
export function cognitoClaims(options: {
  poolId: string
  clientId: string
  user: User
  use: TokenUse
  /** @defaultValue 3,600, Cognito's own; negative for an expired token */
  expiresInSeconds?: number
  /** @defaultValue the clock */
  nowSeconds?: number
  claims?: Record<string, unknown>
}): Record<string, unknown> {
  const { poolId, clientId, user, use, expiresInSeconds = 3600, claims } = options
  const now = options.nowSeconds ?? Math.floor(Date.now() / 1000)
  const shared = {
    sub: user.sub,
    iss: `https://cognito-idp.${regionOf(poolId)}.amazonaws.com/${poolId}`,
    origin_jti: randomUUID(),
    event_id: randomUUID(),
    token_use: use,
    auth_time: now,
    iat: now,
    exp: now + expiresInSeconds,
    jti: randomUUID(),
  }
  const own =
    use === 'id'
      ? {
          aud: clientId,
          email: user.email,
          email_verified: true,
          'cognito:username': user.username,
        }
      : {
          client_id: clientId,
          username: user.username,
          scope: 'aws.cognito.signin.user.admin',
        }
  return { ...shared, ...own, ...claims }
}

function regionOf(poolId: string): string {
  const region = /^([a-z]{2}(?:-[a-z]+)+-\d)_[A-Za-z0-9]+$/.exec(poolId)?.[1]
  if (!region) throw new TypeError(`Not a user pool id (region_Name): ${poolId}`)
  return region
}

async function createKey(): Promise<SigningKey> {
  const pair = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 })
  const { n = '', e = '' } = pair.publicKey.export({ format: 'jwk' })
  const kid = randomBytes(32).toString('base64')
  return { ...pair, jwk: { kty: 'RSA', alg: 'RS256', use: 'sig', kid, n, e } }
}

function signature(alg: unknown, input: string, key: SigningKey): string {
  if (alg === 'none') return ''
  if (alg === 'HS256') {
    const pem = key.publicKey.export({ type: 'spki', format: 'pem' })
    return createHmac('sha256', pem).update(input).digest('base64url')
  }
  return sign('RSA-SHA256', Buffer.from(input), key.privateKey).toString('base64url')
}

function encode(value: Record<string, unknown>): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}
