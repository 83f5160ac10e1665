import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import {
  FetchError,
  JwksValidationError,
  JwtInvalidIssuerError,
  JwtWithoutValidKidError,
  KidNotFoundInJwksError,
  NonRetryableFetchError,
} from 'aws-jwt-verify/error'
import { SimpleFetcher } from 'aws-jwt-verify/https'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { serviceUrl } from '../formats.ts'
import { failureName, keySets } from './key-set.ts'

const pkg = 'middy-chat/cognito-auth'
const issuer = 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEf123'
const asked = `${issuer}/.well-known/jwks.json`
const pool = [{ issuer, jwksUri: asked }]
const jwks = { keys: [{ kty: 'RSA', kid: 'one', n: 'AQAB', e: 'AQAB' }] }
let server: Server | undefined

afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
  server?.closeAllConnections()
  server?.close()
  server = undefined
})

/** Starts a server of one answer and returns its address. */
const serve = async (answer: RequestListener): Promise<string> => {
  server = createServer(answer).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/pool/jwks.json`
}

describe('a key set over http from this machine', () => {
  it('is fetched from its address, whatever address is asked for, and kept', async () => {
    const paths: unknown[] = []
    const keySet = keySets(
      pkg,
      pool,
      await serve((request, response) => {
        paths.push(request.url)
        response.end(JSON.stringify(jwks))
      }),
    )

    expect(await keySet.getJwks(asked)).toEqual(jwks)
    expect(keySet.getCachedJwk(asked, tokenOf('one'))).toEqual(jwks.keys[0])
    expect(paths).toEqual(['/pool/jwks.json'])
  })

  it.each([301, 404, 500])('fails with status %i', async (status) => {
    const keySet = keySets(
      pkg,
      pool,
      await serve((_, response) => response.writeHead(status, { location: asked }).end('{}')),
    )

    const error = await keySet.getJwks(asked).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(NonRetryableFetchError)
    expect(failureName(error as Error)).toBe(`HTTP ${status}`)
  })

  it('leaves no refused answer unread, which would keep its connection', async () => {
    const sent = Promise.withResolvers<void>()
    const url = await serve((_, response) =>
      response.writeHead(500).end(Buffer.alloc(2 ** 25), () => sent.resolve()),
    )
    await expect(keySets(pkg, pool, url).getJwks(asked)).rejects.toBeInstanceOf(
      NonRetryableFetchError,
    )
    await sent.promise
  })

  it('fails when nobody listens', async () => {
    const url = await serve(() => {})
    server?.close()
    await once(server as Server, 'close')

    await expect(keySets(pkg, pool, url).getJwks(asked)).rejects.toBeInstanceOf(FetchError)
  })

  it('fails when the answer breaks off', async () => {
    const keySet = keySets(
      pkg,
      pool,
      await serve((_, response) => {
        response
          .writeHead(200, { 'content-length': 100 })
          .write('{"keys":', () => response.destroy())
      }),
    )

    await expect(keySet.getJwks(asked)).rejects.toBeInstanceOf(FetchError)
  })

  it.each([
    ['before', () => {}],
    ['after', (_, response) => void response.writeHead(200).write('{"keys":')],
  ] satisfies [string, RequestListener][])(
    'fails in time when the answer stops %s its first byte',
    async (_, answer) => {
      const { timeout } = AbortSignal
      const limit = vi.spyOn(AbortSignal, 'timeout').mockImplementation(() => timeout(50))

      await expect(keySets(pkg, pool, await serve(answer)).getJwks(asked)).rejects.toBeInstanceOf(
        FetchError,
      )
      expect(limit).toHaveBeenCalledExactlyOnceWith(3_000)
    },
  )

  it('fails when it is no key set', async () => {
    const keySet = keySets(pkg, pool, await serve((_, response) => response.end('{"keys":{}}')))

    await expect(keySet.getJwks(asked)).rejects.toBeInstanceOf(JwksValidationError)
  })
})

it('is fetched over https by aws-jwt-verify, from its own address', async () => {
  const bytes = new Uint8Array(Buffer.from(JSON.stringify(jwks))).buffer
  const fetch = vi.spyOn(SimpleFetcher.prototype, 'fetch').mockResolvedValue(bytes)

  expect(await keySets(pkg, pool, 'https://keys.example/jwks.json').getJwks(asked)).toEqual(jwks)
  expect(fetch.mock.calls.map(([uri]) => uri)).toEqual(['https://keys.example/jwks.json'])
})

describe('an address of a key set', () => {
  it.each([
    'https://keys.example/jwks.json',
    'http://localhost:8787/jwks.json',
    'http://127.0.0.1/jwks.json',
    'http://[::1]/jwks.json',
  ])('may be %s', (uri) => {
    expect(serviceUrl.matches(uri)).toBe(true)
  })

  it.each([
    'http://keys.example/jwks.json',
    'http://127.0.0.1.evil.example/',
    'http://localhost@evil.example/',
    'ftp://localhost/jwks.json',
    'file:///jwks.json',
    'data:application/json,{}',
    '/jwks.json',
    '',
  ])('may not be %j', (uri) => {
    expect(serviceUrl.matches(uri)).toBe(false)
  })
})

const own = { issuer, jwksUri: asked }
const failing = () => vi.spyOn(SimpleFetcher.prototype, 'fetch')
const asBytes = (value: unknown) => new Uint8Array(Buffer.from(JSON.stringify(value))).buffer

describe('a token', () => {
  it.each([null, 'https://evil.example', `${issuer}/`, issuer.toUpperCase()])(
    'of another issuer (%s) causes no fetch',
    async (iss) => {
      const fetch = failing()
      const keys = keySets(pkg, [own])

      await expect(keys.getJwk(asked, tokenOf('one', iss))).rejects.toBeInstanceOf(
        JwtInvalidIssuerError,
      )
      expect(fetch).not.toHaveBeenCalled()
    },
  )

  it('of another issuer does not wait for the first fetch', async () => {
    failing().mockReturnValue(new Promise(() => {}))
    const keys = keySets(pkg, [own])
    keys.prefetch()

    await expect(keys.getJwk(asked, tokenOf('one', 'https://evil.example'))).rejects.toThrow()
  })

  it('may be of any of several issuers', async () => {
    failing().mockResolvedValue(asBytes(jwks))
    const keys = keySets(pkg, [{ issuer: 'https://other.example', jwksUri: asked }, own])
    expect(await keys.getJwk(asked, tokenOf('one'))).toEqual(jwks.keys[0])
  })

  it('of an unknown key has its key looked for once in ten seconds', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    const fetch = failing().mockImplementation(async () => asBytes(jwks))
    const keys = keySets(pkg, [own])
    for (const kid of ['two', 'three', 'four']) {
      await expect(keys.getJwk(asked, tokenOf(kid))).rejects.toBeInstanceOf(KidNotFoundInJwksError)
    }
    expect(fetch).toHaveBeenCalledTimes(1)
    vi.setSystemTime(Date.now() + 10_000)
    await expect(keys.getJwk(asked, tokenOf('five'))).rejects.toThrow()
    expect(fetch).toHaveBeenCalledTimes(2)
  })

  it('without the name of a key does not keep others from theirs', async () => {
    failing().mockResolvedValue(asBytes(jwks))
    const keys = keySets(pkg, [own])

    await expect(keys.getJwk(asked, tokenOf(undefined))).rejects.toBeInstanceOf(
      JwtWithoutValidKidError,
    )
    expect(await keys.getJwk(asked, tokenOf('one'))).toEqual(jwks.keys[0])
  })

  it('of an unknown key does not keep others from newer keys, while a good one comes with it', async () => {
    const [one] = jwks.keys
    const fetch = failing().mockResolvedValueOnce(asBytes(jwks))
    fetch.mockResolvedValue(asBytes({ keys: [{ ...one, kid: 'two' }] }))
    const keys = keySets(pkg, [own])

    const [forged, good] = await Promise.allSettled([
      keys.getJwk(asked, tokenOf('forged')),
      keys.getJwk(asked, tokenOf('one')),
    ])
    expect([forged.status, good.status]).toEqual(['rejected', 'fulfilled'])
    expect(await keys.getJwk(asked, tokenOf('two'))).toMatchObject({ kid: 'two' })
    expect(fetch).toHaveBeenCalledTimes(2)
  })
})

describe('a set that cannot be fetched', () => {
  const wanted = tokenOf('one')
  const unavailable = { code: 'keys_unavailable', cause: { package: pkg, error: 'ETIMEDOUT' } }

  it('is tried once in ten seconds, however many tokens come', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    const fetch = failing().mockRejectedValue(new FetchError(asked, 'connect ETIMEDOUT'))
    const keys = keySets(pkg, [own])

    for (let token = 0; token < 20; token++) {
      await expect(keys.getJwk(asked, wanted)).rejects.toMatchObject(unavailable)
      vi.setSystemTime(Date.now() + 499)
    }
    expect(fetch).toHaveBeenCalledTimes(1)

    fetch.mockResolvedValue(asBytes(jwks))
    vi.setSystemTime(Date.now() + 20)
    expect(await keys.getJwk(asked, wanted)).toEqual(jwks.keys[0])
    expect(fetch).toHaveBeenCalledTimes(2)
  })

  it('leaves the keys that are known alone', async () => {
    const fetch = failing().mockResolvedValueOnce(asBytes(jwks))
    fetch.mockRejectedValue(new FetchError(asked, 'connect ETIMEDOUT'))
    const keys = keySets(pkg, [own])
    await keys.getJwk(asked, wanted)

    await expect(keys.getJwk(asked, tokenOf('another'))).rejects.toMatchObject(unavailable)
    expect(await keys.getJwk(asked, wanted)).toEqual(jwks.keys[0])
    await expect(keys.getJwk(asked, tokenOf('another'))).rejects.toMatchObject(unavailable)
    expect(fetch).toHaveBeenCalledTimes(2)
  })

  it('at start-up does not count', async () => {
    const fetch = failing().mockRejectedValueOnce(new FetchError(asked, 'socket hang up'))
    fetch.mockResolvedValue(asBytes(jwks))
    const keys = keySets(pkg, [own])
    keys.prefetch()

    expect(await keys.getJwk(asked, wanted)).toEqual(jwks.keys[0])
    expect(fetch).toHaveBeenCalledTimes(2)
  })
})

describe('the name of a failure', () => {
  it.each<[string, Error]>([
    ['HTTP 404', new NonRetryableFetchError(asked, 'Status code is 404, expected 200')],
    ['ENOTFOUND', new FetchError(asked, 'getaddrinfo ENOTFOUND cognito-idp.example')],
    ['EAI_AGAIN', new FetchError(asked, 'getaddrinfo EAI_AGAIN cognito-idp.example')],
    ['ECONNREFUSED', new FetchError(asked, 'connect ECONNREFUSED 127.0.0.1:443')],
    ['TimeoutError', new FetchError(asked, 'Response time-out (after 3000 ms.)')],
    ['TimeoutError', new FetchError(asked, 'The operation was aborted')],
    ['ECONNRESET', new FetchError(asked, 'socket hang up')],
    ['ECONNREFUSED', new FetchError(asked, 'no tunnel: connect ECONNREFUSED 127.0.0.1:3128')],
    ['FetchError', new FetchError('https://keys.example/ENOTFOUND', 'certificate has expired')],
    ['InvalidKeySet', new JwksValidationError('JWKS keys should be an array')],
  ])('is %s', (name, error) => {
    expect(failureName(error)).toBe(name)
  })
})

function tokenOf(kid: string | undefined, iss: string | null = issuer) {
  const header = { alg: 'RS256', ...(kid !== undefined && { kid }) }
  return { header, payload: iss === null ? {} : { iss } }
}
