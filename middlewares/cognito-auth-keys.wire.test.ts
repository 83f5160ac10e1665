import { setImmediate as turn } from 'node:timers/promises'
import middy from '@middy/core'
import { SimpleFetcher } from 'aws-jwt-verify/https'
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { eventually } from '../test/support/eventually.ts'
import { everythingOf, refusalOf } from '../test/support/stacks.ts'
import { openInvocation } from '../twin/runtime/in-process.ts'
import type { IssuerFailure } from '../twin/services/issuer.ts'
import { createKeys, type Keys } from '../twin/services/tokens.ts'
import { httpApiEvent } from '../twin/testing/event-shapes.ts'
import { startUserPool, type UserPool } from '../twin/testing/user-pool.ts'
import { type CognitoIssuer, cognitoAuth } from './cognito-auth.ts'

const pkg = 'middy-chat/cognito-auth'
const unavailable = {
  statusCode: 503,
  code: 'keys_unavailable',
  retryable: true,
  cause: { package: pkg },
}
let keys: Keys
let pool: UserPool

beforeAll(async () => {
  keys = await createKeys()
})
// Each test counts the requests to a pool of its own.
beforeEach(async () => {
  pool = await startUserPool({ keys })
})
afterEach(async () => {
  vi.useRealTimers()
  vi.restoreAllMocks()
  await pool.issuer.close()
})

type Auth = ReturnType<typeof cognitoAuth<'id'>>

const eventWith = (token: string) => httpApiEvent({ headers: { authorization: `Bearer ${token}` } })
const pass = (auth: Auth, token = pool.token()) =>
  openInvocation(
    middy()
      .use(auth)
      .handler(() => 'passed'),
    eventWith(token),
  )
const refuse = (auth: Auth, token = pool.token()) => refusalOf(auth, eventWith(token))
const requests = (count: number) => eventually(() => expect(pool.issuer.requests).toBe(count))

describe('the key set', () => {
  it('is fetched at start-up, once for all requests', async () => {
    const auth = cognitoAuth(pool.options)
    await requests(1)

    await Promise.all(Array.from({ length: 20 }, () => pass(auth)))
    await pass(auth)

    expect(pool.issuer.requests).toBe(1)
  })

  it('is fetched with the first request when disablePrefetch says so, once for all', async () => {
    const auth = cognitoAuth({ ...pool.options, disablePrefetch: true })
    expect(await refuse(auth, 'garbage')).toMatchObject({ code: 'invalid_token' })
    expect(pool.issuer.requests).toBe(0)

    await Promise.all(Array.from({ length: 20 }, () => pass(auth)))

    expect(pool.issuer.requests).toBe(1)
  })

  it('is fetched again after a warm-up that failed', async () => {
    pool.issuer.fail = 'down'
    const auth = cognitoAuth(pool.options)
    await requests(1)
    pool.issuer.fail = undefined

    await pass(auth)

    expect(pool.issuer.requests).toBe(2)
  })

  it('is fetched again by a request that waits for a warm-up that fails', async () => {
    pool.issuer.fail = 'down'
    const auth = cognitoAuth(pool.options)
    const passed = pass(auth)
    // Each turn, since the request fetches as soon as the warm-up has failed.
    while (pool.issuer.requests === 0) await turn()
    pool.issuer.fail = undefined

    await passed

    expect(pool.issuer.requests).toBe(2)
  })

  it('is fetched once more for five tokens with unknown kids, however they come', async () => {
    const auth = cognitoAuth(pool.options)
    await pass(auth)
    const forged = (kid: number) => pool.token({ header: { kid: `unknown-${kid}` } })

    const refusals = [
      ...(await Promise.all([1, 2, 3].map((kid) => refuse(auth, forged(kid))))),
      await refuse(auth, forged(4)),
      await refuse(auth, forged(5)),
    ]

    for (const refusal of refusals) {
      expect(refusal).toMatchObject({ statusCode: 401, code: 'invalid_token' })
    }
    expect(pool.issuer.requests).toBe(2)
    await pass(auth)
  })

  it('that has a new key is fetched for the first token of it', async () => {
    const [late] = pool.issuer.jwks.keys.splice(0, 1)
    const auth = cognitoAuth(pool.options)
    await requests(1)
    if (late) pool.issuer.jwks.keys.push(late)

    await pass(auth)

    expect(pool.issuer.requests).toBe(2)
  })
})

describe('when the key set cannot be had', () => {
  it.each<[IssuerFailure, string]>([
    ['down', 'ECONNRESET'],
    [500, 'HTTP 500'],
    ['bad-json', 'InvalidKeySet'],
  ])(
    '(%s) requests are a 503 (%s) for ten seconds, and then tried anew',
    async (failure, error) => {
      vi.useFakeTimers({ toFake: ['Date'] })
      const auth = cognitoAuth({ ...pool.options, disablePrefetch: true })
      const token = pool.token()
      pool.issuer.fail = failure
      const refusal = await refuse(auth, token)

      expect(refusal).toMatchObject({
        ...unavailable,
        message: 'Sign-in cannot be checked right now.',
        cause: { package: pkg, error },
      })
      expect(everythingOf(refusal)).not.toContain(token)
      expect(everythingOf(refusal)).not.toContain(pool.issuer.url)

      const { requests: tried } = pool.issuer
      for (let request = 0; request < 20; request++) {
        expect(await refuse(auth, token)).toMatchObject(unavailable)
      }
      expect(pool.issuer.requests).toBe(tried)

      pool.issuer.fail = undefined
      vi.setSystemTime(Date.now() + 10_000)
      await pass(auth, token)
      expect(pool.issuer.requests).toBe(tried + 1)
    },
  )

  it('a request is told in how many seconds it is tried anew', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    const auth = cognitoAuth({ ...pool.options, disablePrefetch: true })
    pool.issuer.fail = 'down'

    expect(await refuse(auth)).toMatchObject({ ...unavailable, headers: { 'retry-after': '10' } })
    vi.setSystemTime(Date.now() + 6_500)
    expect(await refuse(auth)).toMatchObject({ ...unavailable, headers: { 'retry-after': '4' } })
  })

  it('within seconds a request is a 503', async () => {
    const { timeout } = AbortSignal
    const limit = vi.spyOn(AbortSignal, 'timeout').mockImplementation((ms) => timeout(ms / 100))
    pool.issuer.fail = 'hang'

    const refusal = await refuse(cognitoAuth({ ...pool.options, disablePrefetch: true }))

    expect(refusal).toMatchObject(unavailable)
    expect(limit).toHaveBeenCalledWith(3_000)
  })

  it.each([
    ['an empty object', {}],
    ['keys that are no list', { keys: 'none' }],
    ['a key without a type', { keys: [{ kid: 'a' }] }],
    ['null', null],
  ])('(it is %s) a request is a 503', async (_, jwks) => {
    vi.spyOn(SimpleFetcher.prototype, 'fetch').mockResolvedValue(asBytes(jwks))
    const { poolId, clientId } = pool

    expect(await refuse(cognitoAuth({ userPoolId: poolId, clientId }))).toMatchObject(unavailable)
  })

  it('(the key lacks its numbers) a request is a 503', async () => {
    const { kid } = pool.keys.id.jwk
    const jwks = { keys: [{ kty: 'RSA', kid }] }
    vi.spyOn(SimpleFetcher.prototype, 'fetch').mockResolvedValue(asBytes(jwks))
    const { poolId, clientId } = pool

    expect(await refuse(cognitoAuth({ userPoolId: poolId, clientId }))).toMatchObject({
      ...unavailable,
      cause: { package: pkg, error: 'InvalidKeySet' },
    })
  })

  it('a token that is too long, garbage or of no client is still a 401', async () => {
    pool.issuer.fail = 'down'
    const auth = cognitoAuth(pool.options)

    expect(await refuse(auth, 'x'.repeat(20_000))).toMatchObject({ statusCode: 401 })
    expect(await refuse(auth, 'a.b.c')).toMatchObject({ statusCode: 401 })
  })
})

describe('where the key set is fetched', () => {
  const original = 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEf123'
  const updated = 'https://issuer-cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEf123'

  it('is the original address of the pool, and no other', async () => {
    const fetch = vi
      .spyOn(SimpleFetcher.prototype, 'fetch')
      .mockResolvedValue(asBytes(pool.issuer.jwks))
    const { poolId, clientId } = pool

    await pass(cognitoAuth({ userPoolId: poolId, clientId }))

    expect(fetch.mock.calls.map(([uri]) => uri)).toEqual([`${original}/.well-known/jwks.json`])
    expect(pool.issuer.requests).toBe(0)
  })

  it('is no address of another issuer, whatever unsigned tokens name', async () => {
    const fetch = vi
      .spyOn(SimpleFetcher.prototype, 'fetch')
      .mockResolvedValue(asBytes(pool.issuer.jwks))
    const { poolId, clientId } = pool
    const auth = cognitoAuth({ userPoolId: poolId, clientId, disablePrefetch: true })

    for (const iss of [updated, 'https://evil.example', `${original}/`, undefined]) {
      const junk = `${pool.token({ header: { alg: 'none' }, claims: { iss } })}c2ln`
      expect(await refuse(auth, junk)).toMatchObject({
        statusCode: 401,
        code: 'invalid_token',
        cause: { package: pkg, reason: 'issuer' },
      })
    }
    expect(fetch).not.toHaveBeenCalled()
  })

  it.each<[string, CognitoIssuer | CognitoIssuer[], string[], string[]]>([
    ['the original one', 'original', [original], [updated]],
    ['the updated one', 'updated', [updated], [original]],
    ['both', ['original', 'updated'], [original, updated], []],
  ])('is of the issuer that the pool has: %s', async (_, issuer, accepted, refused) => {
    const fetch = vi
      .spyOn(SimpleFetcher.prototype, 'fetch')
      .mockResolvedValue(asBytes(pool.issuer.jwks))
    const { poolId, clientId } = pool
    const auth = cognitoAuth({ userPoolId: poolId, clientId, issuer })

    for (const iss of accepted) await pass(auth, pool.token({ claims: { iss } }))
    for (const iss of refused) {
      expect(await refuse(auth, pool.token({ claims: { iss } }))).toMatchObject({
        cause: { reason: 'issuer' },
      })
    }
    expect(fetch.mock.calls.map(([uri]) => uri)).toEqual(
      accepted.map((iss) => `${iss}/.well-known/jwks.json`),
    )
  })

  it('is jwksUri alone, over https', async () => {
    const fetch = vi
      .spyOn(SimpleFetcher.prototype, 'fetch')
      .mockResolvedValue(asBytes(pool.issuer.jwks))
    const jwksUri = 'https://keys.example/pool.json'

    await pass(cognitoAuth({ ...pool.options, jwksUri }))

    expect(fetch.mock.calls.map(([uri]) => uri)).toEqual([jwksUri])
  })
})

function asBytes(value: unknown): ArrayBuffer {
  return new Uint8Array(Buffer.from(JSON.stringify(value))).buffer
}
