import middy from '@middy/core'
import fc from 'fast-check'
import { SignJWT } from 'jose'
import { afterAll, afterEach, beforeAll, describe, expect, expectTypeOf, it, vi } from 'vitest'
import { httpError } from '../src/errors/http-error.ts'
import { anyEvent } from '../test/support/any-event.ts'
import { type HmacTokenOptions, hmacToken } from '../test/support/hmac-token.ts'
import { everythingOf, modes, refusalOf } from '../test/support/stacks.ts'
import { openInvocation } from '../twin/runtime/in-process.ts'
import { tamperToken } from '../twin/services/tokens.ts'
import { eventShapes, eventsWithoutHeaders, httpApiEvent } from '../twin/testing/event-shapes.ts'
import { startUserPool, type UserPool } from '../twin/testing/user-pool.ts'
import { cognitoAuth } from './cognito-auth.ts'
import { jsonErrors } from './json-errors.ts'
import { type JwtAlgorithm, type JwtAuthOptions, jwtAuth } from './jwt-auth.ts'

const pkg = 'middy-chat/jwt-auth'
const cause = { package: pkg }
const secret = 'x'.repeat(64)
let pool: UserPool

beforeAll(async () => {
  pool = await startUserPool()
})
afterAll(() => pool.issuer.close())
afterEach(() => {
  vi.useRealTimers()
})

const tokenWith = (options?: HmacTokenOptions) => hmacToken(secret, options)
const eventWith = (token: string) => httpApiEvent({ headers: { authorization: `Bearer ${token}` } })

const refuse = (token: string, options: Partial<JwtAuthOptions> = {}) =>
  refusalOf(jwtAuth({ secret, ...options }), eventWith(token))

const accept = async (token: string, options: Partial<JwtAuthOptions> = {}) => {
  const handler = middy()
    .use(jwtAuth({ secret, ...options }))
    .handler((_event, { claims }) => claims)
  return JSON.parse(await (await openInvocation(handler, eventWith(token))).text())
}

const inSeconds = (seconds: number) => Math.floor(Date.now() / 1000) + seconds

describe.each(eventShapes)('an event of $name', ({ tokenHeader, event }) => {
  const auth = () => jwtAuth({ secret, headers: [tokenHeader], bareHeaders: ['id_token'] })

  it.each([
    ['as Bearer', () => ({ [tokenHeader]: `Bearer ${tokenWith()}` })],
    ['alone', () => ({ id_token: tokenWith() })],
  ])('passes with a good token, sent %s', async (_, headers) => {
    const handler = middy()
      .use(auth())
      .handler((_event, { claims }) => claims.sub)
    const response = await openInvocation(handler, event({ headers: headers() }))
    expect(await response.text()).toBe('"learner"')
  })

  it('is refused without a token', async () => {
    expect(await refusalOf(auth(), event())).toMatchObject({
      statusCode: 401,
      code: 'missing_token',
      headers: { 'www-authenticate': 'Bearer' },
      cause,
    })
  })

  it('is refused with two tokens at once', async () => {
    const headers = { [tokenHeader]: `Bearer ${tokenWith()}`, id_token: tokenWith() }
    expect(await refusalOf(auth(), event({ headers }))).toMatchObject({
      statusCode: 401,
      code: 'ambiguous_token',
      cause,
    })
  })

  it('is refused with a tampered token, of which the error shows nothing', async () => {
    const token = tamperToken(tokenWith(), { sub: 'somebody-else' })
    const refusal = await refusalOf(auth(), event({ headers: { id_token: token } }))
    expect(refusal).toMatchObject({ statusCode: 401, code: 'invalid_token' })
    for (const part of [...token.split('.'), secret]) {
      expect(everythingOf(refusal)).not.toContain(part)
    }
  })
})

describe.each(eventsWithoutHeaders)('$name', ({ event }) => {
  it('is refused as one without a token', async () => {
    expect(await refusalOf(jwtAuth({ secret }), event)).toMatchObject({ code: 'missing_token' })
  })
})

describe('the algorithm', () => {
  const algorithms = ['HS256', 'HS384', 'HS512'] as const

  it.each(algorithms)('%s is the one of good tokens, and no other', async (algorithm) => {
    for (const alg of algorithms) {
      const token = tokenWith({ header: { alg } })
      if (alg === algorithm) expect(await accept(token, { algorithm })).toHaveProperty('sub')
      else expect(await refuse(token, { algorithm })).toMatchObject({ code: 'invalid_token' })
    }
  })

  it('takes what another library signs', async () => {
    const token = await new SignJWT({ sub: 'other' })
      .setProtectedHeader({ alg: 'HS256' })
      .setExpirationTime('1h')
      .sign(Buffer.from(secret))
    expect(await accept(token)).toMatchObject({ sub: 'other' })
  })

  it.each<[string, () => string]>([
    [
      'none, without a signature',
      () => tokenWith({ header: { alg: 'none' } }).replace(/[^.]+$/, ''),
    ],
    ['none, with one', () => tokenWith({ header: { alg: 'none' } })],
    ['RS256, signed with the secret', () => tokenWith({ header: { alg: 'RS256' } })],
    ['RS256, signed by a Cognito pool', () => pool.token()],
    ['HS256, signed with the public key of a pool', () => pool.token({ header: { alg: 'HS256' } })],
    ['hs256', () => tokenWith({ header: { alg: 'hs256' } })],
    ['of two', () => tokenWith({ header: { alg: ['HS256', 'none'] } })],
    ['unknown', () => tokenWith({ header: { alg: undefined } })],
  ])('is refused when it is %s', async (_, token) => {
    expect(await refuse(token())).toMatchObject({ statusCode: 401, code: 'invalid_token', cause })
  })

  it('of a shared secret is refused by cognitoAuth, though the key be public', async () => {
    const { publicKey } = pool.keys.id
    const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString()
    const { kid } = pool.keys.id.jwk
    const [, payload = ''] = pool.token().split('.')
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString())
    const refusal = await refusalOf(
      cognitoAuth(pool.options),
      eventWith(hmacToken(pem, { header: { kid }, claims })),
    )
    expect(refusal).toMatchObject({ statusCode: 401, code: 'invalid_token' })
  })
})

describe('the token', () => {
  it.each<[string, string, HmacTokenOptions]>([
    ['never ends', 'malformed', { claims: { exp: undefined } }],
    ['ends at a word', 'malformed', { claims: { exp: 'never' } }],
    ['begins in the future', 'not_yet_valid', { claims: { nbf: inSeconds(60) } }],
    ['begins at a word', 'malformed', { claims: { nbf: 'now' } }],
    ['is of nobody', 'malformed', { claims: { sub: undefined } }],
    ['has an empty subject', 'malformed', { claims: { sub: '' } }],
    ['has a number as its subject', 'malformed', { claims: { sub: 7 } }],
    ['has unknown extensions', 'malformed', { header: { crit: ['exp'], exp: 1 } }],
    [
      'has the one extension that jose knows',
      'malformed',
      { header: { crit: ['b64'], b64: true } },
    ],
    ['has another algorithm', 'signature', { header: { alg: 'HS512' } }],
  ])('is refused when it %s, and the log says: %s', async (_, reason, options) => {
    expect(await refuse(tokenWith(options))).toMatchObject({
      statusCode: 401,
      code: 'invalid_token',
      headers: { 'www-authenticate': 'Bearer error="invalid_token"' },
      cause: { ...cause, reason },
    })
  })

  it('is refused when it is signed with another secret', async () => {
    expect(await refuse(hmacToken('y'.repeat(64)))).toMatchObject({
      message: 'The token is not valid.',
      cause: { ...cause, reason: 'signature' },
    })
  })

  it.each(['a.b.c', 'a.b', '....', 'e30.e30.', '%'])('is refused as %j', async (token) => {
    expect(await refuse(token)).toMatchObject({
      statusCode: 401,
      code: 'invalid_token',
      cause: { ...cause, reason: 'malformed' },
    })
  })

  it('ends with the second that it names', async () => {
    const exp = inSeconds(60)
    const token = tokenWith({ claims: { exp } })
    vi.useFakeTimers({ toFake: ['Date'], now: exp * 1_000 - 1 })
    expect(await accept(token)).toMatchObject({ sub: 'learner' })
    vi.setSystemTime(exp * 1_000)
    expect(await refuse(token)).toMatchObject({
      statusCode: 401,
      code: 'token_expired',
      headers: { 'www-authenticate': 'Bearer error="invalid_token"' },
      cause: { ...cause, reason: 'expired' },
    })
  })

  it('may begin a few seconds ahead, by the clock of the issuer', async () => {
    expect(await accept(tokenWith({ claims: { nbf: inSeconds(4) } }))).toHaveProperty('sub')
    expect(await refuse(tokenWith({ claims: { nbf: inSeconds(7) } }))).toMatchObject({
      code: 'invalid_token',
    })
  })

  it('may begin within the leeway, which gives no expired one more time', async () => {
    const ahead = tokenWith({ claims: { nbf: inSeconds(50) } })
    const expired = tokenWith({ claims: { exp: inSeconds(-1) } })
    const leeway = { nbfLeewaySeconds: 60 }
    expect(await accept(ahead, leeway)).toHaveProperty('sub')
    expect(await refuse(ahead, { nbfLeewaySeconds: 0 })).toMatchObject({ code: 'invalid_token' })
    expect(await refuse(expired, leeway)).toMatchObject({ code: 'token_expired' })
  })

  it('is of the issuer and for the audience that are named', async () => {
    const named = { issuer: 'https://shop.example', audience: 'chat' }
    const claims = { iss: 'https://shop.example', aud: ['mail', 'chat'] }
    expect(await accept(tokenWith({ claims }), named)).toMatchObject(claims)
    for (const [reason, wrong] of [
      ['issuer', { iss: 'https://evil.example' }],
      ['issuer', { iss: undefined }],
      ['audience', { aud: 'mail' }],
      ['audience', { aud: undefined }],
    ] as const) {
      const token = tokenWith({ claims: { ...claims, ...wrong } })
      expect(await refuse(token, named)).toMatchObject({
        code: 'invalid_token',
        cause: { ...cause, reason },
      })
    }
  })

  it('is of any issuer and for any audience when none is named', async () => {
    const claims = { iss: 'https://shop.example', aud: 'mail' }
    expect(await accept(tokenWith({ claims }))).toMatchObject(claims)
  })

  it('has the claims that are required', async () => {
    const requiredClaims = ['email', ['username', 'cognito:username']]
    const claims = { email: 'learner@example.com', username: 'learner' }
    expect(await accept(tokenWith({ claims }), { requiredClaims })).toMatchObject(claims)
    expect(await refuse(tokenWith(), { requiredClaims })).toMatchObject({
      code: 'invalid_token',
      message: 'The token has no email.',
    })
  })
})

describe('the secret', () => {
  it.each<[number, JwtAlgorithm]>([
    [32, 'HS256'],
    [48, 'HS384'],
    [64, 'HS512'],
  ])('has at least %i bytes for %s', (bytes, algorithm) => {
    expect(() => jwtAuth({ secret: 'é'.repeat(bytes / 2), algorithm })).not.toThrow()
    const short = () => jwtAuth({ secret: 'x'.repeat(bytes - 1), algorithm })
    expect(short).toThrow(expect.objectContaining({ name: 'TypeError', cause }))
    expect(short).not.toThrow('xxx')
  })

  it('that a source has too short is a 503, whatever the token', async () => {
    const short = 'only 31 bytes are not enough...'
    for (const token of [hmacToken(short), tokenWith()]) {
      const refusal = await refuse(token, { secret: async () => short })
      expect(refusal).toMatchObject({
        statusCode: 503,
        code: 'keys_unavailable',
        cause: { ...cause, error: 'SecretTooShort' },
      })
      // Time does not mend it.
      expect(refusal).not.toHaveProperty('headers')
    }
  })

  it('that a source cannot have is the failure of the source', async () => {
    const unavailable = httpError('parameter_unavailable', { message: 'Later.', cause })
    expect(await refuse(tokenWith(), { secret: () => Promise.reject(unavailable) })).toMatchObject({
      statusCode: 503,
      code: 'parameter_unavailable',
      message: 'Later.',
      retryable: true,
      cause,
    })
    const broken = () => Promise.reject(new RangeError('not a secret'))
    const refusal = await refuse(tokenWith(), { secret: broken })
    expect(refusal).toMatchObject({ statusCode: 500, cause: { ...cause, error: 'RangeError' } })
    expect(refusal).not.toHaveProperty('headers')
  })

  it('that a source cannot have says in how many seconds it is asked again', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    const down = httpError('parameter_unavailable', { headers: { vary: 'origin' }, cause })
    const auth = jwtAuth({ secret: () => Promise.reject(down) })
    expect(await refusalOf(auth, eventWith(tokenWith()))).toMatchObject({
      statusCode: 503,
      headers: { 'retry-after': '10', vary: 'origin' },
    })
    vi.setSystemTime(Date.now() + 9_001)
    expect(await refusalOf(auth, eventWith(tokenWith()))).toMatchObject({
      headers: { 'retry-after': '1' },
    })
  })

  it('that a source cannot have for longer says so in the words of the source', async () => {
    const headers = { 'retry-after': '60' }
    const down = httpError('parameter_unavailable', { headers, cause })
    const secret = () => Promise.reject(down)
    expect(await refuse(tokenWith(), { secret })).toMatchObject({ headers })
  })

  it('that is a new one is fetched when a token does not fit the old one', async () => {
    const rotated = 'y'.repeat(32)
    const source = vi.fn(async ({ refresh }: { refresh: boolean }) => (refresh ? rotated : secret))
    expect(await accept(tokenWith(), { secret: source })).toMatchObject({ sub: 'learner' })
    expect(source).toHaveBeenCalledTimes(1)
    expect(await accept(hmacToken(rotated), { secret: source })).toMatchObject({ sub: 'learner' })
    expect(await refuse(hmacToken('z'.repeat(32)), { secret: source })).toMatchObject({
      code: 'invalid_token',
    })
  })

  it('is not fetched anew for a token that is wrong in another way', async () => {
    const source = vi.fn(async () => secret)
    await refuse(tokenWith({ claims: { exp: 1 } }), { secret: source })
    expect(source.mock.calls).toEqual([[{ refresh: false }]])
  })

  it.each<[string, () => string]>([
    ['of another algorithm', () => pool.token()],
    ['of another issuer', () => tokenWith({ claims: { iss: 'https://evil.example' } })],
    ['of no issuer', () => tokenWith()],
    ['that is malformed', () => 'e30.e30.e30'],
  ])('is not fetched for a token %s', async (_, token) => {
    const source = vi.fn(async () => secret)
    const refusal = await refuse(token(), { secret: source, issuer: 'https://shop.example' })
    expect(refusal).toMatchObject({ statusCode: 401, code: 'invalid_token' })
    expect(source).not.toHaveBeenCalled()
  })

  it('that a source cannot have is asked for once in ten seconds', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    const down = httpError('parameter_unavailable', { cause })
    const source = vi.fn(async () => secret).mockRejectedValueOnce(down)
    const auth = jwtAuth({ secret: source })
    for (let request = 0; request < 20; request++) {
      expect(await refusalOf(auth, eventWith(tokenWith()))).toMatchObject({ code: down.code })
    }
    expect(source).toHaveBeenCalledTimes(1)

    vi.setSystemTime(Date.now() + 10_000)
    const expired = tokenWith({ claims: { exp: 1 } })
    expect(await refusalOf(auth, eventWith(expired))).toMatchObject({ code: 'token_expired' })
    expect(source).toHaveBeenCalledTimes(2)
  })

  it('is not withheld from good tokens when a newer one cannot be had for forged ones', async () => {
    const down = httpError('parameter_unavailable', { cause })
    const source = vi.fn(async ({ refresh }: { refresh: boolean }) => {
      if (refresh) throw down
      return secret
    })
    const auth = jwtAuth({ secret: source })
    const forged = eventWith(hmacToken('z'.repeat(32)))
    for (let request = 0; request < 5; request++) {
      expect(await refusalOf(auth, forged)).toMatchObject({ code: down.code })
    }
    expect(source.mock.calls.filter(([{ refresh }]) => refresh)).toHaveLength(1)
    const expired = tokenWith({ claims: { exp: 1 } })
    expect(await refusalOf(auth, eventWith(expired))).toMatchObject({ code: 'token_expired' })
  })
})

describe.each(modes)('in a stack of $mode mode behind jsonErrors', ({ options }) => {
  const handler = () =>
    middy(options)
      .use(jsonErrors())
      .use(jwtAuth({ secret }))
      .handler((_event, { claims }) => ({ statusCode: 200, body: claims.sub }))

  it('answers a good token', async () => {
    const response = await openInvocation(handler(), eventWith(tokenWith()))
    expect(response.statusCode).toBe(200)
    expect(await response.text()).toBe('learner')
  })

  it('refuses an expired token with a status, a challenge, and JSON', async () => {
    const token = tokenWith({ claims: { exp: inSeconds(-1) } })
    const response = await openInvocation(handler(), eventWith(token))
    expect(response.statusCode).toBe(401)
    expect(response.headers).toMatchObject({
      'www-authenticate': 'Bearer error="invalid_token"',
      'cache-control': 'no-store',
    })
    expect(JSON.parse(await response.text())).toMatchObject({ error: 'token_expired' })
  })
})

describe('bad options', () => {
  it.each<[string, Record<string, unknown>]>([
    ['secret', { secret: undefined }],
    ['secret', { secret: Buffer.from(secret) }],
    ['algorithm', { algorithm: 'none' }],
    ['algorithm', { algorithm: 'RS256' }],
    ['algorithm', { algorithm: 'toString' }],
    ['algorithm', { algorithm: ['HS256'] }],
    ['issuer', { issuer: '' }],
    ['audience', { audience: ['chat'] }],
    ['headers', { headers: [] }],
    ['bareHeaders', { bareHeaders: ['authorization'] }],
    ['requiredClaims', { requiredClaims: [''] }],
    ['nbfLeewaySeconds', { nbfLeewaySeconds: -1 }],
    ['nbfLeewaySeconds', { nbfLeewaySeconds: 301 }],
    ['nbfLeewaySeconds', { nbfLeewaySeconds: '5s' }],
  ])('are a TypeError that names %s: %o', (name, options) => {
    const make = () => jwtAuth({ secret, ...options } as JwtAuthOptions)
    expect(make).toThrow(TypeError)
    expect(make).toThrow(name)
    expect(make).toThrow(expect.objectContaining({ cause }))
  })

  it.each<[string, Record<string, unknown>]>([
    [
      'secret must be a source, or at least 32 bytes, 48 for HS384, 64 for HS512; issuer must be a name; audience must be a name',
      { secret: '', issuer: '', audience: '' },
    ],
    // Of the secret nothing is said, since its length is right or wrong for an algorithm alone.
    ['algorithm must be HS256, HS384 or HS512', { algorithm: 'none' }],
  ])('are told what each must be: %s', (faults, options) => {
    expect(() => jwtAuth({ secret, ...options } as JwtAuthOptions)).toThrow(
      new TypeError(`${pkg}: ${faults}`),
    )
  })
})

it('throws nothing but its own refusals, whatever the event', async () => {
  const auth = jwtAuth({ secret, bareHeaders: ['id_token'] })
  await fc.assert(
    fc.asyncProperty(anyEvent('authorization', 'id_token'), async (event) => {
      expect(await refusalOf(auth, event)).toMatchObject({ statusCode: 401, cause })
    }),
    { numRuns: 300 },
  )
})

it('types the claims', () => {
  middy()
    .use(jwtAuth({ secret }))
    .handler((_event, { claims }) => {
      expectTypeOf(claims.sub).toBeString()
      expectTypeOf(claims.exp).toEqualTypeOf<number | undefined>()
    })
})
