import { once } from 'node:events'
import type { IncomingHttpHeaders, IncomingMessage, OutgoingHttpHeaders } from 'node:http'
import { request } from 'node:http'
import { buffer, text } from 'node:stream/consumers'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { RuntimeApi } from './runtime-api.ts'
import { startRuntimeApi } from './runtime-api.ts'

const PRELUDE = Buffer.from('{"statusCode":201,"headers":{"A":"b"}}\0\0\0\0\0\0\0\0')
const STREAMING = {
  'Lambda-Runtime-Function-Response-Mode': 'streaming',
  'Content-Type': 'application/vnd.awslambda.http-integration-response',
}

let api: RuntimeApi

beforeEach(async () => {
  api = await startRuntimeApi({ timeoutMs: 5_000, functionArn: 'arn' })
})
afterEach(() => api.close())

const open = (method: string, path: string, headers: OutgoingHttpHeaders = {}) => {
  const [host, port] = api.address.split(':')
  return request({ host, port, method, path: `/2018-06-01/runtime${path}`, headers })
}

const call = async (
  ...args: [method: string, path: string, headers?: OutgoingHttpHeaders, body?: string]
): Promise<{ status: number | undefined; headers: IncomingHttpHeaders; body: string }> => {
  const outgoing = open(args[0], args[1], args[2]).end(args[3])
  const [response] = (await once(outgoing, 'response')) as [IncomingMessage]
  return { status: response.statusCode, headers: response.headers, body: await text(response) }
}

const next = () => call('GET', '/invocation/next')

describe('the Runtime API', () => {
  it('passes an event to a client that is waiting', async () => {
    const polled = next()
    const { delivered } = api.deliver('id-1', '{"a":1}')
    await delivered
    const { status, headers, body } = await polled
    expect({ status, body }).toEqual({ status: 200, body: '{"a":1}' })
    expect(headers).toMatchObject({
      'content-type': 'application/json',
      'lambda-runtime-aws-request-id': 'id-1',
      'lambda-runtime-invoked-function-arn': 'arn',
      'lambda-runtime-trace-id': expect.stringContaining('Root=1-'),
    })
    const remaining = Number(headers['lambda-runtime-deadline-ms']) - Date.now()
    expect(remaining).toBeGreaterThan(4_000)
    expect(remaining).toBeLessThanOrEqual(5_000)
  })

  it('finishes an invocation when the client has answered and asks for the next event', async () => {
    const first = api.deliver('id-1', '{}')
    await next()
    expect(first.isAnswered()).toBe(false)
    expect((await call('POST', '/invocation/id-1/response', {}, '"a"')).status).toBe(202)
    expect(first.isAnswered()).toBe(true)
    const polled = next()
    await first.finished
    api.deliver('id-2', '{}')
    expect((await polled).headers['lambda-runtime-aws-request-id']).toBe('id-2')
  })

  it.each(Array.from({ length: PRELUDE.length }, (_, at) => at + 1))(
    'reads a streamed response that comes in two chunks, cut at byte %i',
    async (at) => {
      const { response } = api.deliver('id', '{}')
      await next()
      const bytes = Buffer.concat([PRELUDE, Buffer.from('body')])
      const post = open('POST', '/invocation/id/response', STREAMING)
      post.write(bytes.subarray(0, at), () => post.end(bytes.subarray(at)))
      const { body, ...head } = await response
      expect(head).toEqual({ statusCode: 201, headers: { a: 'b' }, cookies: [] })
      expect((await buffer(body)).toString()).toBe('body')
    },
  )

  it('reads error trailers of any length', async () => {
    const { response } = api.deliver('id', '{}')
    await next()
    const trailer = ['Lambda-Runtime-Function-Error-Type', 'Lambda-Runtime-Function-Error-Body']
    const post = open('POST', '/invocation/id/response', { ...STREAMING, Trailer: trailer })
    post.write(PRELUDE)
    post.addTrailers({
      'Lambda-Runtime-Function-Error-Type': 'RangeError',
      'Lambda-Runtime-Function-Error-Body': 'x'.repeat(100_000),
    })
    post.end()
    const { body } = await response
    await expect(buffer(body)).rejects.toMatchObject({ errorType: 'RangeError', requestId: 'id' })
  })

  it.each([
    ['{"errorType":"RangeError","errorMessage":"secret"}', {}, 'RangeError'],
    ['secret', { 'Lambda-Runtime-Function-Error-Type': 'Unheard' }, 'Unheard'],
    ['secret', {}, 'Unhandled'],
  ])('accepts an error report: %s', async (body, headers, errorType) => {
    const { response } = api.deliver('id', '{}')
    const failed = expect(response).rejects.toMatchObject({
      errorType,
      message: 'The function failed',
    })
    await next()
    expect((await call('POST', '/invocation/id/error', headers, body)).status).toBe(202)
    await failed
  })

  it('keeps the report of a start-up error', async () => {
    await call('POST', '/init/error', {}, '{"errorType":"Runtime.X","errorMessage":"why"}')
    expect(api.initFailure()).toEqual({ errorType: 'Runtime.X', message: 'why', trace: [] })
  })

  it('refuses a second answer, an answer to another event, and unknown paths', async () => {
    const { response } = api.deliver('id', '{}')
    await next()
    expect((await call('POST', '/invocation/other/response', {}, '1')).status).toBe(400)
    expect((await call('POST', '/invocation/id/response', {}, '2')).status).toBe(202)
    expect((await call('POST', '/invocation/id/response', {}, '3')).status).toBe(400)
    expect((await buffer((await response).body)).toString()).toBe('2')
    expect((await call('GET', '/nowhere')).status).toBe(404)
  })

  it('refuses a foreign host', async () => {
    expect((await call('GET', '/invocation/next', { Host: 'evil.example' })).status).toBe(421)
  })

  it.each([
    ['GET', '/invocation/next', { 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Mode': 'no-cors' }],
    ['GET', '/invocation/next', { 'Sec-Fetch-Site': 'none', 'Sec-Fetch-Mode': 'navigate' }],
    ['POST', '/invocation/id/response', { Origin: 'https://evil.example' }],
    ['POST', '/invocation/id/error', { Origin: 'null' }],
    ['POST', '/init/error', { Origin: 'http://localhost:8787' }],
  ])(
    'refuses a browser, which would steal an invocation: %s %s %j',
    async (method, path, headers) => {
      const { isAnswered } = api.deliver('id', '{}')
      expect((await call(method, path, headers, method === 'POST' ? '{}' : undefined)).status).toBe(
        403,
      )
      expect(api.initFailure()).toBeUndefined()
      expect((await next()).headers['lambda-runtime-aws-request-id']).toBe('id')
      expect((await call(method, path, headers, method === 'POST' ? '{}' : undefined)).status).toBe(
        403,
      )
      expect(isAnswered()).toBe(false)
    },
  )

  it('fails the waiting invocation when the client is gone', async () => {
    const { response } = api.deliver('id', '{}')
    const failed = expect(response).rejects.toMatchObject({ errorType: 'Gone', message: 'why' })
    await api.clientGone({ errorType: 'Gone', message: 'why' })
    await failed
  })
})
