import middy from '@middy/core'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { everythingOf, refusalOf } from '../test/support/stacks.ts'
import { openInvocation } from '../twin/runtime/in-process.ts'
import { createKeys, type SigningKey, signToken, tamperToken } from '../twin/services/tokens.ts'
import { httpApiEvent } from '../twin/testing/event-shapes.ts'
import { startUserPool, type TokenOptions, type UserPool } from '../twin/testing/user-pool.ts'
import { type CognitoAuthOptions, cognitoAuth, type TokenUse } from './cognito-auth.ts'

const pkg = 'middy-chat/cognito-auth'
const longest = 16 * 1024
let pool: UserPool
let stranger: SigningKey

beforeAll(async () => {
  pool = await startUserPool()
  stranger = (await createKeys()).id
})
afterAll(() => pool.issuer.close())

const eventWith = (token: string) => httpApiEvent({ headers: { authorization: `Bearer ${token}` } })

const refuse = (token: string, options: Partial<CognitoAuthOptions> = {}) =>
  refusalOf(cognitoAuth({ ...pool.options, ...options }), eventWith(token))

const accept = async <Use extends TokenUse = 'id'>(
  token: string,
  options: Partial<CognitoAuthOptions<Use>> = {},
) => {
  const handler = middy()
    .use(cognitoAuth({ ...pool.options, ...options }))
    .handler((_event, { claims }) => claims)
  const response = await openInvocation(handler, eventWith(token))
  return JSON.parse(await response.text())
}

const inSeconds = (seconds: number) => Math.floor(Date.now() / 1000) + seconds

describe('the payload', () => {
  it.each<[string, string, () => TokenOptions]>([
    ['of another app client', 'audience', () => ({ claims: { aud: 'another-client' } })],
    [
      'of several audiences',
      'audience',
      () => ({ claims: { aud: [pool.clientId, 'another-client'] } }),
    ],
    ['without an audience', 'audience', () => ({ claims: { aud: undefined } })],
    [
      'of an app client in client_id only',
      'audience',
      () => ({ claims: { aud: undefined, client_id: pool.clientId } }),
    ],
    [
      'of another pool',
      'issuer',
      () => ({
        claims: { iss: 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Other0000' },
      }),
    ],
    [
      'of another host',
      'issuer',
      () => ({ claims: { iss: 'https://evil.example/eu-west-1_AbCdEf123' } }),
    ],
    ['without an issuer', 'issuer', () => ({ claims: { iss: undefined } })],
    ['of an access token', 'use', () => ({ use: 'access' })],
    ['of another use', 'use', () => ({ claims: { token_use: 'refresh' } })],
    ['without a use', 'use', () => ({ claims: { token_use: undefined } })],
    ['that begins in the future', 'not_yet_valid', () => ({ claims: { nbf: inSeconds(60) } })],
    ['that never ends', 'malformed', () => ({ claims: { exp: undefined } })],
    ['that ends at a word', 'malformed', () => ({ claims: { exp: 'never' } })],
    ['that ends at null', 'malformed', () => ({ claims: { exp: null } })],
    // `Date` ends at 8.64e12 seconds.
    ['that begins after all time', 'malformed', () => ({ claims: { nbf: 1e300 } })],
    ['that ended before all time', 'malformed', () => ({ claims: { exp: -1e300 } })],
    ['of nobody', 'malformed', () => ({ claims: { sub: undefined } })],
    ['of an empty subject', 'malformed', () => ({ claims: { sub: '' } })],
    ['of a subject that is a number', 'malformed', () => ({ claims: { sub: 7 } })],
    ['of groups in a string', 'malformed', () => ({ claims: { 'cognito:groups': 'teachers' } })],
    [
      'of groups in an object',
      'malformed',
      () => ({ claims: { 'cognito:groups': { teachers: true } } }),
    ],
    ['of groups that are null', 'malformed', () => ({ claims: { 'cognito:groups': null } })],
  ])('%s is refused, and the log says: %s', async (_, reason, options) => {
    const token = pool.token(options())
    const refusal = await refuse(token)

    expect(refusal).toMatchObject({
      statusCode: 401,
      code: 'invalid_token',
      message: 'The token is not valid.',
      headers: { 'www-authenticate': 'Bearer error="invalid_token"' },
      cause: { package: pkg, reason },
    })
    expectNothingOf(token, refusal)
  })

  it.each([
    ['a second ago', () => ({ expiresInSeconds: -1 })],
    ['at the first second of all', () => ({ claims: { exp: -8.64e12 } })],
  ])('that ended %s has a code of its own', async (_, options) => {
    const token = pool.token(options())
    const refusal = await refuse(token)

    expect(refusal).toMatchObject({
      statusCode: 401,
      code: 'token_expired',
      retryable: false,
      headers: { 'www-authenticate': 'Bearer error="invalid_token"' },
      cause: { package: pkg, reason: 'expired' },
    })
    expectNothingOf(token, refusal)
  })

  it('that began in the past passes', async () => {
    expect(await accept(pool.token({ claims: { nbf: inSeconds(-60) } }))).toMatchObject({
      sub: pool.user.sub,
    })
  })

  it('that begins a few seconds ahead, by the clock of the issuer, passes', async () => {
    expect(await accept(pool.token({ claims: { nbf: inSeconds(4) } }))).toHaveProperty('sub')
    expect(await refuse(pool.token({ claims: { nbf: inSeconds(7) } }))).toMatchObject({
      code: 'invalid_token',
    })
  })

  it('that begins ahead passes within the leeway, which gives no expired token more time', async () => {
    const ahead = pool.token({ claims: { nbf: inSeconds(50) } })
    const expired = pool.token({ expiresInSeconds: -1 })
    const leeway = { nbfLeewaySeconds: 60 }
    expect(await accept(ahead, leeway)).toHaveProperty('sub')
    expect(await refuse(ahead, { nbfLeewaySeconds: 0 })).toMatchObject({ code: 'invalid_token' })
    expect(await refuse(expired, leeway)).toMatchObject({ code: 'token_expired' })
  })

  it('of a hostile subject passes as it is: it is signed', async () => {
    const claims = { sub: '__proto__' }

    expect(await accept(pool.token({ claims }))).toMatchObject(claims)
  })
})

describe('the claims that are required', () => {
  const requiredClaims = ['email', ['username', 'cognito:username']]

  it('may be one of several', async () => {
    expect(await accept(pool.token(), { requiredClaims })).toMatchObject({ sub: pool.user.sub })
  })

  it.each<[string, Record<string, unknown>, string]>([
    ['one is missing', { email: undefined }, 'email'],
    ['one is empty', { email: '' }, 'email'],
    ['one is no text', { email: true }, 'email'],
    ['none of several is there', { 'cognito:username': undefined }, 'username or cognito:username'],
  ])('are missed when %s', async (_, claims, names) => {
    expect(await refuse(pool.token({ claims }), { requiredClaims })).toMatchObject({
      statusCode: 401,
      code: 'invalid_token',
      message: `The token has no ${names}.`,
      headers: { 'www-authenticate': 'Bearer error="invalid_token"' },
      cause: { package: pkg, reason: 'malformed', claim: names },
    })
  })
})

describe('the signature', () => {
  it.each<[string, string, () => string]>([
    ['of alg none', 'malformed', () => pool.token({ header: { alg: 'none' } })],
    [
      'of alg none, with a signature',
      'signature',
      () => `${pool.token({ header: { alg: 'none' } })}c2ln`,
    ],
    [
      'of HS256, keyed with the public key',
      'signature',
      () => pool.token({ header: { alg: 'HS256' } }),
    ],
    [
      'of an alg that the key is not for',
      'signature',
      () => pool.token({ header: { alg: 'RS512' } }),
    ],
    ['without an alg', 'signature', () => pool.token({ header: { alg: undefined } })],
    [
      'of the key for access tokens',
      'signature',
      () => pool.token({ header: { kid: pool.keys.access.jwk.kid } }),
    ],
    ['of a stranger under our kid', 'signature', () => forged({ kid: pool.keys.id.jwk.kid })],
    [
      'of a stranger whose key comes along',
      'signature',
      () => forged({ kid: pool.keys.id.jwk.kid, jwk: stranger.jwk }),
    ],
    [
      'of a stranger whose keys are elsewhere',
      'signature',
      () => forged({ jku: 'https://evil.example/jwks.json' }),
    ],
    ['of a stranger without a kid', 'malformed', () => forged({ kid: undefined })],
    [
      'of another payload',
      'signature',
      () => tamperToken(pool.token(), { email: 'admin@example.com' }),
    ],
    ['of which one letter changed', 'signature', () => tamperSignature(pool.token())],
    ['that is cut', 'signature', () => pool.token().slice(0, -4)],
    ['that is missing', 'malformed', () => pool.token().replace(/[^.]+$/, '')],
    [
      'with extensions that must be understood',
      'malformed',
      () => pool.token({ header: { crit: ['exp'] } }),
    ],
    ['with an empty list of extensions', 'malformed', () => pool.token({ header: { crit: [] } })],
  ])('%s is refused, and the log says: %s', async (_, reason, make) => {
    const token = make()
    const refusal = await refuse(token)

    expect(refusal).toMatchObject({
      statusCode: 401,
      code: 'invalid_token',
      cause: { package: pkg, reason },
    })
    expectNothingOf(token, refusal)
  })
})

describe('the form', () => {
  it.each([
    ['one word', 'garbage'],
    ['three words', 'a.b.c'],
    ['two parts', 'e30.e30'],
    ['four parts', 'e30.e30.e30.e30'],
    ['empty objects', 'e30.e30.e30'],
    ['numbers', 'MQ.MQ.MQ'],
    ['nulls', 'bnVsbA.bnVsbA.bnVsbA'],
    ['arrays', 'W10.W10.W10'],
    ['what is no base64', '%%%.%%%.%%%'],
    ['a deeply nested payload', `e30.${Buffer.from('['.repeat(8000)).toString('base64url')}.e30`],
  ])('of %s is refused', async (_, token) => {
    expect(await refuse(token)).toMatchObject({
      statusCode: 401,
      code: 'invalid_token',
      cause: { package: pkg, reason: expect.stringMatching(/^(malformed|issuer)$/) },
    })
  })

  it('of 16 KiB passes', async () => {
    expect(await accept(tokenOf(longest))).toMatchObject({ sub: pool.user.sub })
  })

  it('of one byte more is refused, however good, before it is parsed', async () => {
    const token = tokenOf(longest + 1)
    const parse = vi.spyOn(JSON, 'parse')
    const refusal = await refuse(token, { disablePrefetch: true })

    expect(parse).not.toHaveBeenCalled()
    parse.mockRestore()
    expect(refusal).toMatchObject({
      statusCode: 401,
      code: 'invalid_token',
      message: 'The token is too long.',
      cause: { package: pkg, reason: 'malformed' },
    })
    expectNothingOf(token, refusal)
  })
})

describe('clientId', () => {
  it('takes several, and the token of each', async () => {
    const options = { clientId: ['web', 'app'] }

    expect(await accept(pool.token({ claims: { aud: 'web' } }), options)).toMatchObject({
      aud: 'web',
    })
    expect(await accept(pool.token({ claims: { aud: 'app' } }), options)).toMatchObject({
      aud: 'app',
    })
    expect(await refuse(pool.token(), options)).toMatchObject({ code: 'invalid_token' })
  })
})

describe('tokenUse access', () => {
  it('takes access tokens, by their client_id, and no ID tokens', async () => {
    const options = { tokenUse: 'access' as const }

    expect(await accept(pool.token({ use: 'access' }), options)).toMatchObject({
      token_use: 'access',
      client_id: pool.clientId,
    })
    expect(await refuse(pool.token(), options)).toMatchObject({ code: 'invalid_token' })
    expect(
      await refuse(
        pool.token({ use: 'access', claims: { client_id: 'other', aud: pool.clientId } }),
        options,
      ),
    ).toMatchObject({ code: 'invalid_token' })
  })
})

describe('groups', () => {
  const groups = ['teachers', 'admins']

  it('passes a user of one of them', async () => {
    const claims = { 'cognito:groups': ['learners', 'admins'] }

    expect(await accept(pool.token({ claims }), { groups })).toMatchObject(claims)
  })

  it.each([
    ['of others', ['learners']],
    ['of similar names', ['teachers-of-art', 'Teachers']],
    ['of none', []],
    ['of no claim', undefined],
  ])('forbids a user %s', async (_, claim) => {
    const token = pool.token({ claims: { 'cognito:groups': claim } })

    expect(await refuse(token, { groups })).toMatchObject({
      statusCode: 403,
      code: 'forbidden',
      message: 'You are not in a group that may do this.',
      headers: { 'www-authenticate': 'Bearer error="insufficient_scope"' },
      cause: { package: pkg, reason: 'group' },
    })
  })

  it.each<[string, TokenOptions]>([
    ['of another client', { claims: { aud: 'another-client' } }],
    ['of another use', { use: 'access' }],
    ['that has expired', { expiresInSeconds: -1 }],
    ['of nobody', { claims: { sub: '' } }],
  ])('do not make a token %s a 403', async (_, options) => {
    expect(await refuse(pool.token(options), { groups })).toMatchObject({ statusCode: 401 })
  })
})

describe('scopes', () => {
  const options = { tokenUse: 'access' as const, scopes: ['chat/read', 'chat/write'] }

  it('passes a token with one of them', async () => {
    const claims = { scope: 'openid chat/write' }

    expect(await accept(pool.token({ use: 'access', claims }), options)).toMatchObject(claims)
  })

  it.each([
    ['others', 'openid profile'],
    ['a longer one', 'chat/read-all'],
    ['an empty one', ''],
    ['none', undefined],
  ])('forbids a token with %s', async (_, scope) => {
    expect(await refuse(pool.token({ use: 'access', claims: { scope } }), options)).toMatchObject({
      statusCode: 403,
      code: 'forbidden',
      message: 'Your token has no scope that may do this.',
      cause: { package: pkg, reason: 'scope' },
    })
  })
})

/** Signed by a key that is not the pool's, all else as the pool has it. */
function forged(header: Record<string, unknown>): string {
  const [, payload = ''] = pool.token().split('.')
  return signToken(stranger, {
    header,
    payload: JSON.parse(Buffer.from(payload, 'base64url').toString()),
  })
}

function tamperSignature(token: string): string {
  const at = token.lastIndexOf('.') + 10
  return token.slice(0, at) + (token[at] === 'A' ? 'B' : 'A') + token.slice(at + 1)
}

/** A good token of this very length: padded in a claim, the last bytes by base64's own padding. */
function tokenOf(length: number): string {
  const lengthWith = (pad: number) => pool.token({ claims: { pad: 'x'.repeat(pad) } }).length
  let pad = Math.floor(((length - lengthWith(0)) * 3) / 4) + 2
  while (lengthWith(pad) > length) pad -= 1
  const token = pool.token({ claims: { pad: 'x'.repeat(pad) } })
  const padded = token.padEnd(length, '=')
  expect(padded).toHaveLength(length)
  return padded
}

function expectNothingOf(token: string, refusal: unknown): void {
  for (const part of token.split('.').filter(Boolean)) {
    expect(everythingOf(refusal)).not.toContain(part)
  }
}
