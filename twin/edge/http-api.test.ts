import { describe, expect, it } from 'vitest'
import { httpApiEvent } from '../testing/event-shapes.ts'
import type { OriginRequest, RequestIds } from './function-url.ts'
import { httpApi } from './http-api.ts'

const routes = [{ path: '/chat', methods: ['POST'] }]
const ids: RequestIds = { requestId: 'request', cloudFrontId: 'x'.repeat(56), at: new Date(0) }

const send = (change: Partial<OriginRequest> = {}, given: typeof routes | undefined = routes) =>
  httpApi(given)(
    { method: 'POST', path: '/chat', query: '', headers: {}, body: Buffer.from('{}'), ...change },
    '203.0.113.74',
    ids,
  )

describe('an HTTP API', () => {
  it('sends an event with the fields that every middleware is tested with', () => {
    const { event } = send({ headers: { 'content-type': ['application/json'] } }) as {
      event: { requestContext: object }
    }
    expect(event).toMatchObject({
      version: '2.0',
      routeKey: 'POST /chat',
      rawPath: '/chat',
      headers: { 'x-forwarded-for': '203.0.113.74' },
      requestContext: {
        requestId: 'request',
        http: { method: 'POST', path: '/chat', sourceIp: '203.0.113.74' },
      },
      body: '{}',
      isBase64Encoded: false,
    })
    const known = httpApiEvent({ body: '{}' }) as { requestContext: object }
    expect(Object.keys(event)).toEqual(expect.arrayContaining(Object.keys(known)))
    expect(Object.keys(event.requestContext)).toEqual(
      expect.arrayContaining(Object.keys(known.requestContext)),
    )
  })

  it.each([
    [404, 'Not Found', { path: '/nothing' }],
    [404, 'Not Found', { method: 'GET' }],
    [413, 'Request Entity Too Large', { body: Buffer.alloc(6_291_456) }],
  ])('answers %i %s itself', (statusCode, message, change) => {
    expect(send(change)).toMatchObject({ statusCode, body: JSON.stringify({ message }) })
  })

  it('has one route for all requests, if it is given none', () => {
    expect(
      httpApi()(
        { method: 'PUT', path: '/a', query: '', headers: {}, body: Buffer.alloc(0) },
        '::1',
        ids,
      ),
    ).toMatchObject({
      event: { routeKey: '$default', rawPath: '/a' },
    })
  })
})
