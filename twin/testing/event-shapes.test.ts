import { describe, expect, it } from 'vitest'
import { albEvent, albMultiValueEvent } from './alb-events.ts'
import { eventShapes, functionUrlEvent, httpApiEvent, restApiEvent } from './event-shapes.ts'

const sent = {
  method: 'GET',
  path: '/notes',
  query: { q: 'a&b', tag: ['one', 'two'] },
}

describe('the request line of an event', () => {
  it.each([
    ['a Function URL', functionUrlEvent, '$default'],
    ['an HTTP API', httpApiEvent, 'GET /notes'],
  ])('of %s joins repeated headers and parameters', (_name, make, routeKey) => {
    expect(make(sent)).toMatchObject({
      routeKey,
      rawPath: '/notes',
      rawQueryString: 'q=a%26b&tag=one&tag=two',
      queryStringParameters: { q: 'a&b', tag: 'one,two' },
      requestContext: { routeKey, http: { method: 'GET', path: '/notes' } },
    })
    expect(make()).not.toHaveProperty('queryStringParameters')
  })

  it('of a REST API has single and repeated values', () => {
    expect(restApiEvent(sent)).toMatchObject({
      resource: '/notes',
      path: '/notes',
      httpMethod: 'GET',
      queryStringParameters: { q: 'a&b', tag: 'two' },
      multiValueQueryStringParameters: { q: ['a&b'], tag: ['one', 'two'] },
      requestContext: { httpMethod: 'GET', path: '/prod/notes' },
    })
    expect(restApiEvent()).toMatchObject({
      queryStringParameters: null,
      multiValueQueryStringParameters: null,
    })
  })

  it('of an ALB is still encoded, with single or repeated values', () => {
    const line = { path: '/notes', httpMethod: 'GET' }
    const [single, multiple] = [albEvent(sent), albMultiValueEvent(sent)]
    expect(single).toMatchObject({ ...line, queryStringParameters: { q: 'a%26b', tag: 'two' } })
    expect(single).not.toHaveProperty('multiValueQueryStringParameters')
    expect(multiple).toMatchObject({
      ...line,
      multiValueQueryStringParameters: { q: ['a%26b'], tag: ['one', 'two'] },
    })
    expect(multiple).not.toHaveProperty('queryStringParameters')
  })

  it.each(eventShapes)('of $name is POST / by default', ({ event }) => {
    const { rawPath, path, httpMethod, requestContext } = event() as Record<string, unknown>
    expect(rawPath ?? path).toBe('/')
    expect(httpMethod ?? requestContext).toEqual(
      httpMethod
        ? 'POST'
        : expect.objectContaining({ http: expect.objectContaining({ method: 'POST' }) }),
    )
  })
})
