import { describe, expect, it } from 'vitest'
import { restApiEvent } from '../testing/event-shapes.ts'
import type { OriginRequest, RequestIds } from './function-url.ts'
import { restApi } from './rest-api.ts'

const routes = [
  { path: '/chats', methods: ['GET'] },
  { path: '/chats/*', methods: ['GET', 'DELETE'] },
  { path: '/chat', methods: ['POST'] },
]
const ids: RequestIds = { requestId: 'request', cloudFrontId: 'x'.repeat(56), at: new Date(0) }

const send = (change: Partial<OriginRequest> = {}, given: typeof routes | undefined = routes) =>
  restApi(given)(
    {
      method: 'POST',
      path: '/chat',
      query: '',
      headers: { authorization: ['Bearer a.b.c'], 'x-two': ['one', 'two'] },
      body: Buffer.from('{}'),
      ...change,
    },
    '203.0.113.74',
    ids,
  )

const refused = (statusCode: number, message: string) =>
  expect.objectContaining({ statusCode, body: JSON.stringify({ message }) })

describe('a REST API', () => {
  it('sends an event of payload 1.0, with all that the client sent', () => {
    const { event } = send({ query: 'a=1&a=2&b=%20' }) as { event: Record<string, unknown> }
    expect(event).toMatchObject({
      resource: '/chat',
      path: '/chat',
      httpMethod: 'POST',
      headers: { authorization: 'Bearer a.b.c', 'x-two': 'two' },
      multiValueHeaders: { authorization: ['Bearer a.b.c'], 'x-two': ['one', 'two'] },
      queryStringParameters: { a: '2', b: ' ' },
      multiValueQueryStringParameters: { a: ['1', '2'], b: [' '] },
      pathParameters: null,
      requestContext: {
        requestId: 'request',
        identity: { sourceIp: '203.0.113.74' },
        resourcePath: '/chat',
      },
      body: '{}',
      isBase64Encoded: false,
    })
    // The same fields as those that every middleware is tested with.
    const known = restApiEvent({ body: '{}' }) as { requestContext: object }
    expect(Object.keys(event).sort()).toEqual(Object.keys(known).sort())
    expect(Object.keys(event.requestContext as object)).toEqual(
      expect.arrayContaining(Object.keys(known.requestContext)),
    )
  })

  it('has null where a request has nothing', () => {
    const { event } = send({ method: 'GET', path: '/chats', body: Buffer.alloc(0) }) as {
      event: object
    }
    expect(event).toMatchObject({
      queryStringParameters: null,
      multiValueQueryStringParameters: null,
      body: null,
    })
  })

  it('says which part of a path a wildcard stands for', () => {
    expect(send({ method: 'DELETE', path: '/chats/a/b' })).toMatchObject({
      event: { resource: '/chats/{proxy+}', pathParameters: { proxy: 'a/b' } },
    })
  })

  it.each([
    ['an unknown path', { path: '/nothing' }],
    ['another method', { method: 'PUT' }],
    ['a method of another path', { method: 'DELETE', path: '/chats' }],
    ['nothing for the wildcard', { method: 'DELETE', path: '/chats/' }],
    ['a preflight, without CORS', { method: 'OPTIONS' }],
  ])('answers %s with 403, as API Gateway does', (_, change) => {
    expect(send(change)).toEqual(refused(403, 'Missing Authentication Token'))
  })

  it('has every path and method without routes', () => {
    const api = restApi()
    const request = { method: 'PUT', path: '/a/b', query: '', headers: {}, body: Buffer.alloc(0) }
    expect(api(request, '::1', ids)).toMatchObject({
      event: { resource: '/{proxy+}', pathParameters: { proxy: 'a/b' }, httpMethod: 'PUT' },
    })
  })

  it.each([
    ['API Gateway', 10_485_761],
    ['Lambda', 6_291_456],
  ])('refuses a body beyond the limit of %s', (_, length) => {
    expect(send({ body: Buffer.alloc(length, 'a') })).toEqual(refused(413, 'Request Too Long'))
  })
})
