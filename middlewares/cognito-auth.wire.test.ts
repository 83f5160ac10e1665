import middy from '@middy/core'
import type { CognitoAccessTokenPayload, CognitoIdTokenPayload } from 'aws-jwt-verify/jwt-model'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, expectTypeOf, it } from 'vitest'
import { anyEvent } from '../test/support/any-event.ts'
import { everythingOf, modes, refusalOf } from '../test/support/stacks.ts'
import { openInvocation } from '../twin/runtime/in-process.ts'
import { tamperToken } from '../twin/services/tokens.ts'
import {
  eventShapes,
  eventsWithoutHeaders,
  functionUrlEvent,
} from '../twin/testing/event-shapes.ts'
import { startUserPool, type UserPool } from '../twin/testing/user-pool.ts'
import { type CognitoAuthContext, type CognitoAuthOptions, cognitoAuth } from './cognito-auth.ts'
import { jsonErrors } from './json-errors.ts'

const pkg = 'middy-chat/cognito-auth'
let pool: UserPool

beforeAll(async () => {
  pool = await startUserPool()
})
afterAll(() => pool.issuer.close())

const bearer = (token: string) => `Bearer ${token}`

describe.each(eventShapes)('an event of $name', ({ tokenHeader, repeated, event }) => {
  const auth = () => cognitoAuth({ ...pool.options, headers: [tokenHeader] })
  const claimsOf = middyClaims(auth)

  it('passes with a good token, whose claims the handler sees', async () => {
    const request = event({ headers: { [tokenHeader]: bearer(pool.token()) } })

    expect(await claimsOf(request)).toMatchObject({
      sub: pool.user.sub,
      'cognito:username': 'learner',
      token_use: 'id',
    })
  })

  it('is refused without a token', async () => {
    expect(await refusalOf(auth(), event())).toMatchObject({
      statusCode: 401,
      code: 'missing_token',
      headers: { 'www-authenticate': 'Bearer' },
      cause: { package: pkg },
    })
  })

  it('is refused with a tampered token, of which the error shows nothing', async () => {
    const token = tamperToken(pool.token(), { sub: 'somebody-else' })

    const refusal = await refusalOf(auth(), event({ headers: { [tokenHeader]: bearer(token) } }))

    expect(refusal).toMatchObject({ statusCode: 401, code: 'invalid_token' })
    for (const part of token.split('.')) expect(everythingOf(refusal)).not.toContain(part)
  })

  it.skipIf(repeated === 'only the last')('is refused with the header sent twice', async () => {
    const header = [bearer(pool.token()), bearer(pool.token())]

    const refusal = await refusalOf(auth(), event({ headers: { [tokenHeader]: header } }))

    expect(refusal).toMatchObject({ statusCode: 401, code: 'ambiguous_token' })
  })
})

describe.each(eventsWithoutHeaders)('$name', ({ event }) => {
  it('is refused as one without a token', async () => {
    expect(await refusalOf(cognitoAuth(pool.options), event)).toMatchObject({
      statusCode: 401,
      code: 'missing_token',
    })
  })
})

describe('the header of the token', () => {
  const withHeaders = (headers: Record<string, string>) => functionUrlEventWith(headers)

  it('is authorization alone by default', async () => {
    const auth = cognitoAuth(pool.options)
    const token = bearer(pool.token())

    expect(await middyClaims(() => auth)(withHeaders({ authorization: token }))).toBeDefined()
    expect(await refusalOf(auth, withHeaders({ 'x-viewer-authorization': token }))).toMatchObject({
      code: 'missing_token',
    })
  })

  it('is not authorization when another one is listed', async () => {
    const auth = cognitoAuth({ ...pool.options, headers: ['x-viewer-authorization'] })

    expect(
      await refusalOf(auth, withHeaders({ authorization: bearer(pool.token()) })),
    ).toMatchObject({ statusCode: 401, code: 'missing_token' })
  })

  it('may be any of several, but not two of them at once', async () => {
    const auth = cognitoAuth({ ...pool.options, headers: ['id_token', 'authorization'] })
    const token = bearer(pool.token())

    expect(await middyClaims(() => auth)(withHeaders({ id_token: token }))).toBeDefined()
    expect(await middyClaims(() => auth)(withHeaders({ authorization: token }))).toBeDefined()
    expect(
      await refusalOf(auth, withHeaders({ id_token: token, authorization: token })),
    ).toMatchObject({
      statusCode: 401,
      code: 'ambiguous_token',
      headers: { 'www-authenticate': 'Bearer error="invalid_token"' },
      cause: { package: pkg },
    })
  })

  it.each([
    ['a comma after a good token', () => `${bearer(pool.token())},`],
    ['two tokens, comma-separated', () => `${bearer(pool.token())}, ${bearer(pool.token())}`],
    ['a bad token before a good one', () => `Bearer x,${bearer(pool.token())}`],
  ])('is ambiguous with %s', async (_, value) => {
    expect(
      await refusalOf(cognitoAuth(pool.options), withHeaders({ authorization: value() })),
    ).toMatchObject({ statusCode: 401, code: 'ambiguous_token' })
  })

  it.each([
    ['Basic', () => `Basic ${pool.token()}`],
    ['none', () => pool.token()],
    ['Bearer, glued to the token', () => `Bearer${pool.token()}`],
    ['Bearer, without a token', () => 'Bearer '],
    ['Bearer, with two tokens', () => `${bearer(pool.token())} ${pool.token()}`],
    ['Bearer, after a space', () => ` ${bearer(pool.token())}`],
    ['nothing at all', () => ''],
  ])('is refused with the scheme %s', async (_, value) => {
    expect(
      await refusalOf(cognitoAuth(pool.options), withHeaders({ authorization: value() })),
    ).toMatchObject({
      statusCode: 401,
      code: 'invalid_token',
      message: 'Send the token as "Bearer".',
      headers: { 'www-authenticate': 'Bearer error="invalid_token"' },
      cause: { package: pkg, reason: 'malformed' },
    })
  })

  describe('that holds the token itself', () => {
    const auth = () => cognitoAuth({ ...pool.options, bareHeaders: ['id_token'] })

    it('stands beside those with a scheme', async () => {
      const claims = middyClaims(auth)
      const good = { sub: pool.user.sub }

      expect(await claims(withHeaders({ id_token: pool.token() }))).toMatchObject(good)
      expect(await claims(withHeaders({ authorization: bearer(pool.token()) }))).toMatchObject(good)
    })

    it.each<[string, string, () => Record<string, string>]>([
      ['a scheme', 'invalid_token', () => ({ id_token: bearer(pool.token()) })],
      ['nothing', 'invalid_token', () => ({ id_token: '' })],
      ['too much', 'invalid_token', () => ({ id_token: 'x'.repeat(16_385) })],
      ['two tokens', 'ambiguous_token', () => ({ id_token: `${pool.token()},${pool.token()}` })],
      [
        'a token, as another header does,',
        'ambiguous_token',
        () => ({ id_token: pool.token(), authorization: bearer(pool.token()) }),
      ],
    ])('with %s is refused', async (_, code, headers) => {
      expect(await refusalOf(auth(), withHeaders(headers()))).toMatchObject({
        statusCode: 401,
        code,
        cause: { package: pkg },
      })
    })
  })

  it('that should hold the token itself says so when it has a scheme', async () => {
    const auth = cognitoAuth({ ...pool.options, bareHeaders: ['id_token'] })
    expect(await refusalOf(auth, withHeaders({ id_token: bearer(pool.token()) }))).toMatchObject({
      message: 'Send the token alone.',
    })
  })

  it.each(['bearer', 'BEARER', 'Bearer '])('takes the scheme as %s', async (scheme) => {
    const claims = middyClaims(() => cognitoAuth(pool.options))

    expect(await claims(withHeaders({ authorization: `${scheme} ${pool.token()}` }))).toMatchObject(
      { sub: pool.user.sub },
    )
  })
})

describe.each(modes)('in a stack of $mode mode behind jsonErrors', ({ options }) => {
  const handler = () =>
    middy(options)
      .use(jsonErrors())
      .use(cognitoAuth({ ...pool.options, headers: ['x-viewer-authorization'] }))
      .handler((_event, { claims }) => ({ statusCode: 200, body: claims.sub }))

  it('answers a good token', async () => {
    const response = await openInvocation(
      handler(),
      functionUrlEvent({ headers: { 'x-viewer-authorization': bearer(pool.token()) } }),
    )

    expect(response.statusCode).toBe(200)
    expect(await response.text()).toBe(pool.user.sub)
  })

  it('refuses an expired token with a status, a challenge, and JSON', async () => {
    const token = pool.token({ expiresInSeconds: -1 })

    const response = await openInvocation(
      handler(),
      functionUrlEvent({ headers: { 'x-viewer-authorization': bearer(token) } }),
      { context: { awsRequestId: 'request-1' } },
    )

    expect(response.statusCode).toBe(401)
    expect(response.headers).toMatchObject({
      'www-authenticate': 'Bearer error="invalid_token"',
      'cache-control': 'no-store',
    })
    expect(JSON.parse(await response.text())).toEqual({
      error: 'token_expired',
      message: 'Your session has expired: sign in again.',
      requestId: 'request-1',
    })
  })

  it('refuses an access token where an ID token is due', async () => {
    const token = pool.token({ use: 'access' })

    const response = await openInvocation(
      handler(),
      functionUrlEvent({ headers: { 'x-viewer-authorization': bearer(token) } }),
    )

    expect(response.statusCode).toBe(401)
    expect(await response.text()).not.toContain(token)
  })
})

describe('bad options', () => {
  const good = { userPoolId: 'eu-west-1_AbCdEf123', clientId: '1example', disablePrefetch: true }

  it.each<[string, Record<string, unknown>]>([
    ['userPoolId', { userPoolId: 'AbCdEf123' }],
    ['userPoolId', { userPoolId: undefined }],
    ['clientId', { clientId: '' }],
    ['clientId', { clientId: [] }],
    ['clientId', { clientId: ['1example', ''] }],
    ['clientId', { clientId: undefined }],
    ['clientId', { clientId: null }],
    ['issuer', { issuer: 'both' }],
    ['issuer', { issuer: [] }],
    ['issuer', { issuer: ['original', 'https://evil.example'] }],
    ['issuer', { issuer: null }],
    ['tokenUse', { tokenUse: 'both' }],
    ['tokenUse', { tokenUse: null }],
    ['headers', { headers: [] }],
    ['headers', { headers: ['Authorization'] }],
    ['headers', { headers: 'authorization' }],
    ['headers', { headers: ['authorization', 'Id_Token'] }],
    ['headers', { headers: null, bareHeaders: ['id_token'] }],
    ['bareHeaders', { bareHeaders: 'id_token' }],
    ['bareHeaders', { bareHeaders: ['Id_Token'] }],
    ['bareHeaders', { bareHeaders: [''] }],
    ['bareHeaders', { bareHeaders: ['id_token', ''] }],
    ['bareHeaders', { bareHeaders: ['authorization'] }],
    ['bareHeaders', { bareHeaders: ['id_token', 'authorization'] }],
    ['requiredClaims', { requiredClaims: 'email' }],
    ['requiredClaims', { requiredClaims: [[]] }],
    ['requiredClaims', { requiredClaims: ['email', ['username', '']] }],
    ['groups', { groups: 'teachers' }],
    ['scopes', { scopes: 'chat/read', tokenUse: 'access' }],
    ['scopes', { scopes: ['chat/read'] }],
    ['jwksUri', { jwksUri: 'http://keys.example/jwks.json' }],
    ['jwksUri', { jwksUri: 'http://127.0.0.1.evil.example/jwks.json' }],
    ['jwksUri', { jwksUri: 'http://localhost@evil.example/jwks.json' }],
    ['jwksUri', { jwksUri: 'file:///etc/passwd' }],
    ['jwksUri', { jwksUri: 'jwks.json' }],
  ])('are a TypeError that names %s: %o', (name, options) => {
    const make = () => cognitoAuth({ ...good, ...options } as CognitoAuthOptions)

    expect(make).toThrow(TypeError)
    expect(make).toThrow(name)
    expect(make).toThrow(expect.objectContaining({ cause: { package: pkg } }))
  })

  it('are told what each must be', () => {
    const options = {
      ...{ userPoolId: '', clientId: '', issuer: '', tokenUse: '', groups: [], scopes: [] },
      ...{ headers: [], bareHeaders: [''], requiredClaims: [''], nbfLeewaySeconds: -1 },
      ...{ jwksUri: '', disablePrefetch: 'no' },
    }
    expect(() => cognitoAuth(options as never)).toThrow(
      new TypeError(
        `${pkg}: ${[
          'userPoolId must be a user pool id such as eu-west-1_AbCdEf123',
          'clientId must be at least one id',
          'issuer must be original, updated, or a list of them',
          'tokenUse must be id or access',
          'groups must be a list of at least one',
          'scopes must be a list of at least one, with tokenUse access',
          'headers must be a list of names in lower case',
          'bareHeaders must be a list of names in lower case, none of them in headers',
          'requiredClaims must be a list of names, or of lists of names',
          'nbfLeewaySeconds must be a number from 0 to 300',
          'jwksUri must be an https URL, or one on this machine',
          'disablePrefetch must be true or false',
        ].join('; ')}`,
      ),
    )
  })
})

it('throws nothing but its own refusals, whatever the event', async () => {
  const auth = cognitoAuth({ ...pool.options, headers: ['authorization', 'id_token'] })

  await fc.assert(
    fc.asyncProperty(anyEvent('authorization', 'id_token'), async (event) => {
      expect(await refusalOf(auth, event)).toMatchObject({
        statusCode: 401,
        cause: { package: pkg },
      })
    }),
    { numRuns: 300 },
  )
})

it('types the claims by the use of the token', () => {
  middy()
    .use(cognitoAuth({ userPoolId: pool.poolId, clientId: 'a', disablePrefetch: true }))
    .handler((_event, { claims, awsRequestId }) => {
      expectTypeOf(claims).toEqualTypeOf<CognitoIdTokenPayload>()
      expectTypeOf(claims).toEqualTypeOf<CognitoAuthContext['claims']>()
      expectTypeOf(awsRequestId).toBeString()
    })
  middy()
    .use(
      cognitoAuth({
        userPoolId: pool.poolId,
        clientId: 'a',
        tokenUse: 'access',
        disablePrefetch: true,
      }),
    )
    .handler((_event, { claims }) => {
      expectTypeOf(claims).toEqualTypeOf<CognitoAccessTokenPayload>()
    })
  // @ts-expect-error Cognito has no third kind of token
  expect(() => cognitoAuth({ ...pool.options, tokenUse: 'refresh' })).toThrow(TypeError)
})

/** What the handler sees as `context.claims`. */
function middyClaims(auth: () => ReturnType<typeof cognitoAuth<'id'>>) {
  return async (event: unknown): Promise<unknown> => {
    const response = await openInvocation(
      middy()
        .use(auth())
        .handler((_event, { claims }) => claims),
      event,
    )
    return JSON.parse(await response.text())
  }
}

/** With `authorization`, which a Function URL without OAC hands on. */
function functionUrlEventWith(headers: Record<string, string>) {
  const event = functionUrlEvent()
  return { ...event, headers: { ...event.headers, ...headers } }
}
