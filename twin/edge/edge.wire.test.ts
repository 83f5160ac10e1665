import { createHash } from 'node:crypto'
import { type IncomingMessage, request } from 'node:http'
import { buffer, text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { Loopback } from '../loopback.ts'
import { FunctionError } from '../runtime/function-error.ts'
import type { Invocation } from '../runtime/invocation.ts'
import { type EdgeOptions, startEdge } from './edge.ts'

type Headers = Record<string, string | string[]>
type Event = {
  headers: Record<string, string>
  requestContext: object
  body?: string
  isBase64Encoded: boolean
}

let edge: Loopback | undefined
afterEach(() => edge?.close())

const sha256 = (body: string | Buffer) => createHash('sha256').update(body).digest('hex')

async function* bytes(...chunks: string[]): AsyncGenerator<Buffer> {
  for (const chunk of chunks) yield Buffer.from(chunk)
}

const answer = (body: AsyncIterable<Buffer>, headers = {}, cookies: string[] = []): Invocation => ({
  statusCode: 200,
  headers,
  cookies,
  body,
})

const routes = [
  { path: '/chats', methods: ['GET'] },
  { path: '/chats/*', methods: ['GET', 'DELETE'] },
  { path: '*', methods: ['POST'] },
]

/** An edge in front of a function with this answer; `events` are the ones that reached it. */
const start = async (
  invoke: () => Promise<Invocation> = async () => answer(bytes('ok')),
  options: Partial<EdgeOptions> = {},
) => {
  const events: Event[] = []
  const invoked: EdgeOptions['invoke'] = (event) => {
    events.push(event as Event)
    return invoke()
  }
  edge = await startEdge({ port: 0, invoke: invoked, front: 'cloudfront', routes, ...options })
  return { url: edge.url, events }
}

const send = (
  url: string,
  method: string,
  headers: Headers,
  body: string | Buffer = '',
  path = '/chatbot',
) =>
  new Promise<IncomingMessage>((resolve, reject) => {
    request(`${url}${path}`, { method, headers }, resolve).on('error', reject).end(body)
  })

const post = (url: string, body: string | Buffer = '{}', headers: Headers = {}) =>
  send(
    url,
    'POST',
    { 'content-type': 'application/json', 'x-amz-content-sha256': sha256(body), ...headers },
    body,
  )

describe('origin access control', () => {
  it.each([
    ['missing', {}],
    ['wrong', { 'x-amz-content-sha256': sha256('{ }') }],
  ])(
    "refuses a body whose hash is %s with AWS's message, and logs the reason",
    async (name, headers) => {
      const onLog = vi.fn()
      const { url, events } = await start(undefined, { onLog })
      const response = await send(url, 'POST', headers as Headers, '{}')
      expect(response.statusCode).toBe(403)
      expect(response.headers['x-amzn-errortype']).toBe('InvalidSignatureException')
      expect(JSON.parse(await text(response)).message).toMatch(
        /^The request signature we calculated does not match the signature you provided\./,
      )
      expect(events).toEqual([])
      const reason = name === 'missing' ? 'is missing' : 'is not the hash of the body'
      expect(onLog.mock.calls).toEqual([[expect.stringContaining(reason), 'stderr']])
    },
  )

  it('signs an empty body without its hash', async () => {
    const { url, events } = await start()
    expect((await send(url, 'POST', {})).statusCode).toBe(200)
    expect(events).toHaveLength(1)
  })

  it.each([
    ['GET', '/chats', 'limit=20'],
    ['GET', '/chats/1', ''],
    ['DELETE', '/chats/1', ''],
  ])('signs %s %s, which has no body, and passes the request on', async (method, path, query) => {
    const { url, events } = await start()
    const headers = { id_token: 'a.b.c' }
    const response = await send(url, method, headers, '', query ? `${path}?${query}` : path)
    expect(response.statusCode).toBe(200)
    expect(events).toMatchObject([
      {
        rawPath: path,
        rawQueryString: query,
        headers,
        requestContext: { http: { method } },
        isBase64Encoded: false,
      },
    ])
    expect(events[0]).not.toHaveProperty('body')
  })
})

describe('CloudFront', () => {
  it('refuses a GET with a body before the function at viewer-request runs', async () => {
    const { url, events } = await start()
    const response = await send(url, 'GET', { 'content-length': '2' }, '{}', '/chats')
    expect([response.statusCode, await text(response)]).toEqual([403, 'Request blocked.'])
    expect(events).toEqual([])
  })

  it('refuses a method that it does not know', async () => {
    const { url, events } = await start()
    expect((await send(url, 'PURGE', {})).statusCode).toBe(403)
    expect(events).toEqual([])
  })
})

describe('the function at viewer-request', () => {
  it.each(['GET', 'HEAD', 'PUT', 'DELETE', 'PATCH'])('answers 405 to %s', async (method) => {
    const { url, events } = await start()
    const response = await send(url, method, {})
    expect(response.statusCode).toBe(405)
    expect(response.headers.allow).toBe('POST, OPTIONS')
    expect(events).toEqual([])
  })

  it('answers a preflight by itself', async () => {
    const { url, events } = await start()
    expect((await send(url, 'OPTIONS', {})).statusCode).toBe(204)
    expect(events).toEqual([])
  })

  it('copies the token to a header that OAC does not overwrite, and sets the address', async () => {
    const { url, events } = await start()
    await post(url, '{}', { authorization: 'Bearer a.b.c' })
    expect(events[0]?.headers).toMatchObject({
      'x-viewer-authorization': 'Bearer a.b.c',
      'x-viewer-address': '203.0.113.74',
    })
    expect(events[0]?.headers).not.toHaveProperty('authorization')
  })

  it("deletes the viewer's copies of these headers", async () => {
    const { url, events } = await start()
    await post(url, '{}', { 'X-Viewer-Authorization': 'Bearer forged', 'x-viewer-address': '::1' })
    expect(events[0]?.headers).not.toHaveProperty('x-viewer-authorization')
    expect(events[0]?.headers['x-viewer-address']).toBe('203.0.113.74')
  })

  it('passes two tokens on, for the function to refuse', async () => {
    const { url, events } = await start()
    await post(url, '{}', { authorization: ['Bearer one', 'Bearer two'] })
    expect(events[0]?.headers['x-viewer-authorization']).toBe('Bearer one,Bearer two')
  })
})

describe('a Function URL without CloudFront', () => {
  it('accepts any method and path, needs no hash, and passes the request on', async () => {
    const { url, events } = await start(undefined, { front: 'function-url' })
    const headers = { authorization: 'Bearer a.b.c', origin: 'http://localhost:5173' }
    for (const [method, path] of [
      ['PUT', '/notes/1?a=b%20c&a=d'],
      ['GET', '//'],
    ] as const) {
      const response = await fetch(`${url}${path}`, {
        method,
        headers,
        ...(method === 'PUT' && { body: '{}' }),
      })
      expect(response.status).toBe(200)
      expect(response.headers.get('via')).toBe(null)
      expect(response.headers.get('x-amzn-requestid')).toMatch(/^[\da-f-]{36}$/)
    }
    expect(events).toMatchObject([
      {
        rawPath: '/notes/1',
        rawQueryString: 'a=b%20c&a=d',
        queryStringParameters: { a: 'b c,d' },
        headers: { authorization: 'Bearer a.b.c' },
        requestContext: { http: { method: 'PUT', path: '/notes/1', sourceIp: '203.0.113.74' } },
      },
      { rawPath: '//', requestContext: { http: { method: 'GET' } } },
    ])
    for (const { requestContext, headers } of events) {
      expect(requestContext).not.toHaveProperty('authorizer')
      expect(headers).not.toHaveProperty('via')
    }
  })
})

describe('a REST API', () => {
  const options = { front: 'rest-api' } as const

  it('needs no hash, and passes on the token as it is', async () => {
    const { url, events } = await start(undefined, options)
    const sent = await send(url, 'GET', { authorization: 'Bearer a.b.c' }, '', '/chats')
    expect(sent.statusCode).toBe(200)
    expect(sent.headers).toHaveProperty('x-amz-apigw-id')
    expect(events).toMatchObject([
      { resource: '/chats', headers: { authorization: 'Bearer a.b.c' } },
    ])
  })

  it('says so in its own words when the function fails, or says nothing for too long', async () => {
    const failing = await start(async () => {
      throw new FunctionError({ errorType: 'Runtime.ExitError', message: 'gone' }, '1')
    }, options)
    const failed = await send(failing.url, 'GET', {}, '', '/chats')
    expect([failed.statusCode, await text(failed)]).toEqual([
      502,
      '{"message":"Internal server error"}',
    ])
    await edge?.close()

    const silent = await start(() => new Promise(() => {}), { ...options, readTimeoutMs: 20 })
    const late = await send(silent.url, 'GET', {}, '', '/chats')
    expect([late.statusCode, await text(late)]).toEqual([
      504,
      '{"message":"Endpoint request timed out"}',
    ])
  })

  it('cuts an answer that stops for too long', async () => {
    const { url } = await start(
      async () =>
        answer(
          (async function* () {
            yield Buffer.from('begun')
            await new Promise(() => {})
          })(),
        ),
      { ...options, readTimeoutMs: 20 },
    )
    const response = await send(url, 'GET', {}, '', '/chats')
    await expect(text(response)).rejects.toThrow('aborted')
  })
})

describe('an HTTP API', () => {
  const options = { front: 'http-api' } as const

  it('sends an event of payload 2.0 with the route, and the answer in one piece', async () => {
    const { url, events } = await start(async () => answer(bytes('a', 'b')), options)
    const sent = await send(url, 'GET', { authorization: 'Bearer a.b.c' }, '', '/chats')
    expect(sent.headers).toHaveProperty('apigw-requestid')
    expect(await text(sent)).toBe('ab')
    expect(events).toMatchObject([
      { routeKey: 'GET /chats', headers: { authorization: 'Bearer a.b.c' } },
    ])
  })

  it('has no answer but its own at another path, and when the function fails', async () => {
    const { url } = await start(async () => {
      throw new FunctionError({ errorType: 'Runtime.ExitError', message: 'gone' }, '1')
    }, options)
    for (const [path, refused] of [
      ['/nothing', [404, '{"message":"Not Found"}']],
      ['/chats', [500, '{"message":"Internal Server Error"}']],
    ] as const) {
      const response = await send(url, 'GET', {}, '', path)
      expect([response.statusCode, await text(response)]).toEqual(refused)
    }
  })

  it('gives an answer up that is not complete in time, although it has begun', async () => {
    const begun = async function* () {
      yield Buffer.from('begun')
      await new Promise(() => {})
    }
    const { url } = await start(async () => answer(begun()), { ...options, readTimeoutMs: 20 })
    const late = await send(url, 'GET', {}, '', '/chats')
    expect([late.statusCode, await text(late)]).toEqual([503, '{"message":"Service Unavailable"}'])
  })
})

describe('the Function URL', () => {
  it('passes a text body on as text, and any other in base64', async () => {
    const { url, events } = await start()
    await post(url, '{"a":"é"}')
    await post(url, '{"a":1}', { 'content-type': 'application/octet-stream' })
    expect(events.map(({ body, isBase64Encoded }) => [body, isBase64Encoded])).toEqual([
      ['{"a":"é"}', false],
      [Buffer.from('{"a":1}').toString('base64'), true],
    ])
  })

  it('refuses an event of more than 6 MB', async () => {
    const { url, events } = await start()
    const response = await post(url, Buffer.alloc(6_291_456, 'x'))
    expect(response.statusCode).toBe(413)
    expect(response.headers['x-amzn-errortype']).toBe('RequestTooLargeException')
    expect(events).toEqual([])
  })

  it.each([
    ['content-length', '2'],
    ['transfer-encoding', 'gzip'],
    ['connection', 'close'],
    ['date', 'today'],
  ])('renames %s, so that it does not break the stream', async (name, value) => {
    const headers = { [name]: value }
    const { url } = await start(async () => answer(bytes('the whole ', 'answer'), headers))
    const response = await post(url)
    expect(response.headers).toHaveProperty(`x-amzn-remapped-${name}`, value)
    expect(response.headers[name]).not.toBe(value)
    expect(await text(response)).toBe('the whole answer')
  })

  it('renames www-authenticate, and sets the cookies', async () => {
    const headers = { 'www-authenticate': 'Bearer', 'x-own': '1' }
    const { url } = await start(async () => answer(bytes(''), headers, ['a=1', 'b=2']))
    const response = await post(url)
    expect(response.headers).toMatchObject({
      'x-amzn-remapped-www-authenticate': 'Bearer',
      'x-own': '1',
      'set-cookie': ['a=1', 'b=2'],
    })
    expect(response.headers).not.toHaveProperty('www-authenticate')
  })
})

describe('the answer', () => {
  it('arrives as the function writes it', async () => {
    const second = Promise.withResolvers<void>()
    const { url } = await start(async () =>
      answer(
        (async function* () {
          yield Buffer.from('first')
          await second.promise
          yield Buffer.from('second')
        })(),
      ),
    )
    const chunks = (await post(url)).setEncoding('utf8')[Symbol.asyncIterator]()
    expect((await chunks.next()).value).toBe('first')
    second.resolve()
    expect((await chunks.next()).value).toBe('second')
  })

  const failure = () =>
    new FunctionError({ errorType: 'Error', message: 'The function failed' }, '1')

  it('is 502 if the function fails before its first byte', async () => {
    const { url } = await start(() => Promise.reject(failure()))
    expect((await post(url)).statusCode).toBe(502)
  })

  it('is cut if the function fails later', async () => {
    const { url } = await start(async () =>
      answer(
        (async function* () {
          yield Buffer.from('first')
          throw failure()
        })(),
      ),
    )
    await expect(buffer(await post(url))).rejects.toThrow('aborted')
  })

  it('is 504 if it does not begin within the read timeout', async () => {
    const { url } = await start(() => new Promise(() => {}), { readTimeoutMs: 20 })
    expect((await post(url)).statusCode).toBe(504)
  })

  it('is read to its end even after the viewer got a 504', async () => {
    const begin = Promise.withResolvers<void>()
    const finished = Promise.withResolvers<void>()
    const body = async function* () {
      for (let chunk = 0; chunk < 100; chunk++) yield Buffer.alloc(65_536)
      finished.resolve()
    }
    const { url } = await start(
      async () => {
        await begin.promise
        return answer(body())
      },
      { readTimeoutMs: 20 },
    )
    expect((await post(url)).statusCode).toBe(504)
    begin.resolve()
    await finished.promise
  })

  it('waits for a viewer that pauses for longer than the read timeout', async () => {
    const size = 65_536
    const { url } = await start(async () => answer(bytes(...Array(200).fill('x'.repeat(size)))), {
      readTimeoutMs: 100,
    })
    const response = await post(url)
    await sleep(400)
    expect((await buffer(response)).length).toBe(200 * size)
  })

  it('is cut after a silence of the read timeout', async () => {
    const { url } = await start(
      async () =>
        answer(
          (async function* () {
            yield Buffer.from('first')
            await new Promise(() => {})
          })(),
        ),
      { readTimeoutMs: 20 },
    )
    await expect(buffer(await post(url))).rejects.toThrow('aborted')
  })

  it('is read to its end even if the viewer has left', async () => {
    const finished = Promise.withResolvers<void>()
    const left = Promise.withResolvers<void>()
    const { url } = await start(async () =>
      answer(
        (async function* () {
          yield Buffer.from('first')
          await left.promise
          for (let chunk = 0; chunk < 100; chunk++) yield Buffer.alloc(65_536)
          finished.resolve()
        })(),
      ),
    )
    const response = await post(url)
    response.destroy()
    left.resolve()
    await finished.promise
  })
})

describe('allowed clients', () => {
  it('exclude requests with a foreign Host', async () => {
    const { url, events } = await start()
    expect((await post(url, '{}', { host: 'evil.example' })).statusCode).toBe(421)
    expect(events).toEqual([])
  })

  it.each(['https://evil.example', 'http://localhost.evil.example', 'null'])(
    'exclude pages of another machine: %s',
    async (origin) => {
      const { url, events } = await start(undefined, { front: 'function-url' })
      expect((await post(url, '{}', { origin })).statusCode).toBe(403)
      expect(events).toEqual([])
    },
  )

  it.each([
    ['an image or a script', { 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' }, 403],
    ['a frame', { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' }, 403],
    ['a link to it', { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' }, 200],
  ])(
    'exclude requests of foreign pages that have no Origin, except links: %s',
    async (_name, headers, status) => {
      const { url, events } = await start()
      const crossSite = { 'sec-fetch-site': 'cross-site', ...headers }
      expect((await send(url, 'GET', crossSite, '', '/chats')).statusCode).toBe(status)
      expect(events).toHaveLength(status === 200 ? 1 : 0)
    },
  )

  it("are, behind CloudFront, only the server's own page and no other page of this machine", async () => {
    const { url, events } = await start()
    expect((await post(url, '{}', { origin: 'http://localhost:1' })).statusCode).toBe(403)
    expect(events).toEqual([])
    expect((await post(url, '{}', { origin: url })).statusCode).toBe(200)
  })
})
