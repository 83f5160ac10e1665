import { CognitoJwtVerifier } from 'aws-jwt-verify'
import { decodeJwt, decodeProtectedHeader } from 'jose'
import { beforeAll, describe, expect, it } from 'vitest'
import {
  cognitoClaims,
  createKeys,
  type Keys,
  publicJwks,
  signToken,
  type TokenUse,
  tamperToken,
  users,
} from './tokens.ts'

const poolId = 'us-east-1_Abc123456'
const clientId = '1example23456789'
const base = { poolId, clientId, user: users.learner }
const verifier = CognitoJwtVerifier.create({ userPoolId: poolId, clientId, tokenUse: 'id' })

let keys: Keys
beforeAll(async () => {
  keys = await createKeys()
  verifier.cacheJwks(publicJwks(keys))
})

describe('keys', () => {
  it('are two RSA keys with different kids, of which only the public halves are published', () => {
    const { keys: published } = publicJwks(keys)
    expect(new Set(published.map((jwk) => jwk.kid)).size).toBe(2)
    for (const jwk of published) {
      expect(Object.keys(jwk).sort()).toEqual(['alg', 'e', 'kid', 'kty', 'n', 'use'])
      expect(Buffer.from(jwk.n, 'base64url')).toHaveLength(256)
    }
  })
})

describe('claims', () => {
  it('are those of a Cognito ID token', () => {
    const uuid = expect.stringMatching(/^[\da-f-]{36}$/)
    expect(cognitoClaims({ ...base, use: 'id', nowSeconds: 1_000_000 })).toEqual({
      sub: users.learner.sub,
      iss: 'https://cognito-idp.us-east-1.amazonaws.com/us-east-1_Abc123456',
      aud: clientId,
      token_use: 'id',
      email: 'learner@example.com',
      email_verified: true,
      'cognito:username': 'learner',
      auth_time: 1_000_000,
      iat: 1_000_000,
      exp: 1_003_600,
      origin_jti: uuid,
      event_id: uuid,
      jti: uuid,
    })
  })

  it('of an access token have a client_id and no email', () => {
    const claims = cognitoClaims({ ...base, use: 'access' })
    expect(claims).toMatchObject({
      client_id: clientId,
      username: 'learner',
      token_use: 'access',
      scope: 'aws.cognito.signin.user.admin',
    })
    expect(claims).not.toHaveProperty('aud')
    expect(claims).not.toHaveProperty('email')
  })

  it('refuse a pool id without a region', () => {
    expect(() => cognitoClaims({ ...base, poolId: 'nowhere', use: 'id' })).toThrow(TypeError)
  })
})

describe('a token', () => {
  const sign = (use: TokenUse, claims: Record<string, unknown> = {}, header = {}) =>
    signToken(keys[use], { header, payload: cognitoClaims({ ...base, use, claims }) })

  it('with the right use is accepted by aws-jwt-verify', () => {
    expect(verifier.verifySync(sign('id')).sub).toBe(users.learner.sub)
    const access = sign('access')
    expect(verifier.verifySync(access, { tokenUse: 'access', clientId }).username).toBe('learner')
    expect(() => verifier.verifySync(access)).toThrow(/[Tt]oken use/)
  })

  it('has the header of Cognito: kid and alg, no typ', () => {
    expect(decodeProtectedHeader(sign('id'))).toEqual({ kid: keys.id.jwk.kid, alg: 'RS256' })
  })

  it.each([
    ['alg none', () => sign('id', {}, { alg: 'none' })],
    ['an HMAC keyed with the public key', () => sign('id', {}, { alg: 'HS256' })],
    ['changed claims', () => tamperToken(sign('id'), { sub: users.learner2.sub })],
    ['the key of the other use', () => sign('access', {}, { kid: keys.id.jwk.kid })],
    ['no issuer', () => sign('id', { iss: undefined })],
    ['an expiry that has passed', () => sign('id', { exp: 1 })],
  ])('with %s is refused', (_, make) => {
    expect(() => verifier.verifySync(make())).toThrow()
  })

  it('with alg none has an empty signature', () => {
    expect(sign('id', {}, { alg: 'none' })).toMatch(/^[\w-]+\.[\w-]+\.$/)
  })

  it('that was tampered with keeps its other claims', () => {
    const token = sign('id')
    const tampered = decodeJwt(tamperToken(token, { sub: 'someone-else' }))
    expect(tampered).toEqual({ ...decodeJwt(token), sub: 'someone-else' })
  })
})
