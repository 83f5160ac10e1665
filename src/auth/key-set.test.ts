import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { FetchError, JwksValidationError, NonRetryableFetchError } from 'aws-jwt-verify/error'
import { SimpleFetcher } from 'aws-jwt-verify/https'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { serviceUrl } from '../formats.ts'
import { keySetFrom } from './key-set.ts'

const asked =
  'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEf123/.well-known/jwks.json'
const jwks = { keys: [{ kty: 'RSA', kid: 'one', n: 'AQAB', e: 'AQAB' }] }
let server: Server | undefined

afterEach(() => {
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
    const keySet = keySetFrom(
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
    const keySet = keySetFrom(
      await serve((_, response) => response.writeHead(status, { location: asked }).end('{}')),
    )

    await expect(keySet.getJwks(asked)).rejects.toBeInstanceOf(NonRetryableFetchError)
  })

  it('fails when nobody listens', async () => {
    const url = await serve(() => {})
    server?.close()
    await once(server as Server, 'close')

    await expect(keySetFrom(url).getJwks(asked)).rejects.toBeInstanceOf(FetchError)
  })

  it('fails when the answer breaks off', async () => {
    const keySet = keySetFrom(
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

      await expect(keySetFrom(await serve(answer)).getJwks(asked)).rejects.toBeInstanceOf(
        FetchError,
      )
      expect(limit).toHaveBeenCalledExactlyOnceWith(3_000)
    },
  )

  it('fails when it is no key set', async () => {
    const keySet = keySetFrom(await serve((_, response) => response.end('{"keys":{}}')))

    await expect(keySet.getJwks(asked)).rejects.toBeInstanceOf(JwksValidationError)
  })
})

it('is fetched over https by aws-jwt-verify, from its own address', async () => {
  const bytes = new Uint8Array(Buffer.from(JSON.stringify(jwks))).buffer
  const fetch = vi.spyOn(SimpleFetcher.prototype, 'fetch').mockResolvedValue(bytes)

  expect(await keySetFrom('https://keys.example/jwks.json').getJwks(asked)).toEqual(jwks)
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
    expect(() => keySetFrom(uri)).toThrow(TypeError)
  })
})

function tokenOf(kid: string) {
  return { header: { alg: 'RS256', kid }, payload: {} }
}
