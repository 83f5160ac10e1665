import { Readable } from 'node:stream'
import { createError } from '@middy/util'
import { describe, expect, it } from 'vitest'
import { scriptedAnswer, stop, text } from '../../twin/testing/scripted-answer.ts'
import { httpError, isHttpError } from '../errors/http-error.ts'
import { addErrorHeaders, addHeaders } from './add-headers.ts'

const pkg = 'middy-chat/test'
/** Of a limit that has counted the request. */
const counted = (limit: string, remaining: string) => ({
  'x-ratelimit-limit': limit,
  'x-ratelimit-remaining': remaining,
  'x-ratelimit-window': '60',
})
const added = { 'x-ratelimit-limit': '10', ratelimit: '"60s";r=9;t=1' }

describe('headers are added to a response', () => {
  const answer = scriptedAnswer([text('Hello'), stop], new AbortController().signal)
  const stream = Readable.from(['Hello'])
  const json = { ...added, 'content-type': 'application/json' }

  it.each<[string, unknown, object]>([
    ['an answer', answer, { statusCode: 200, headers: added, body: answer }],
    [
      'a response with an answer',
      { statusCode: 201, headers: { a: 'b' }, body: answer },
      { statusCode: 201, headers: { a: 'b', ...added }, body: answer },
    ],
    ['a text', 'Hello', { statusCode: 200, headers: added, body: 'Hello' }],
    ['nothing', undefined, { statusCode: 200, headers: added, body: '' }],
    ['a stream', stream, { statusCode: 200, headers: added, body: stream }],
    ['a response', { statusCode: 204 }, { statusCode: 204, headers: added }],
    ['a body alone', { body: 'Hello' }, { statusCode: 200, headers: added, body: 'Hello' }],
    // As API Gateway does in payload 2.0.
    ['JSON', { said: 'Hello' }, { statusCode: 200, headers: json, body: '{"said":"Hello"}' }],
    ['a list', ['Hello'], { statusCode: 200, headers: json, body: '["Hello"]' }],
    ['null', null, { statusCode: 200, headers: json, body: 'null' }],
  ])('that is %s', (_, response, expected) => {
    const request = { response }
    addHeaders(request, added, pkg)
    expect(request.response).toEqual(expected)
  })

  it('unless it is one of fetch, whose status and body Lambda would not see', () => {
    const request = { response: new Response('Hello') }
    expect(() => addHeaders(request, added, pkg)).toThrow(
      `${pkg}: Lambda cannot send a Response of fetch`,
    )
  })

  it('which is not changed itself', () => {
    const response = Object.freeze({ statusCode: 200, headers: Object.freeze({ a: 'b' }) })
    addHeaders({ response }, added, pkg)
    expect(response.headers).toEqual({ a: 'b' })
  })

  it('instead of those of a limit that has not counted the request: the two do not mix', () => {
    const headers = { 'X-RateLimit-Limit': '100', 'x-ratelimit-window': '86400', a: 'b' }
    const request = { response: { statusCode: 200, headers } }
    addHeaders(request, counted('10', '9'), pkg)
    expect(request.response.headers).toEqual({ a: 'b', ...counted('10', '9') })
    addHeaders(request, added, pkg)
    expect(request.response.headers).toMatchObject(counted('10', '9'))
  })

  it('whose own ones stay, but lists become longer', () => {
    const headers = { 'X-RateLimit-Limit': '5', RateLimit: '"day";r=1;t=2' }
    const request = { response: { statusCode: 200, headers } }
    addHeaders(request, added, pkg)
    expect(request.response.headers).toEqual({
      'X-RateLimit-Limit': '5',
      ratelimit: '"day";r=1;t=2, "60s";r=9;t=1',
    })
  })
})

describe('headers are added to an error', () => {
  const thrown = (error: unknown) => {
    const request = { response: undefined, error: error as Error }
    addErrorHeaders(request, added, pkg)
    return request.error as Error & { headers?: object }
  }

  it('of ours, in a copy: it may be thrown again', () => {
    const cause = { package: 'shop', reason: 'x' }
    const headers = { 'retry-after': '3', 'X-RateLimit-Limit': '5' }
    const error = httpError('model_busy', { message: 'Later.', cause, headers })
    const { message, headers: all } = thrown(error)
    expect(all).toEqual({ ...headers, ratelimit: added.ratelimit })
    expect(thrown(error)).toMatchObject({ statusCode: 429, code: 'model_busy', cause })
    expect(message).toBe('Later.')
    expect(error.headers).toEqual(headers)
  })

  it.each([
    ['a crash', new RangeError('secret')],
    ['an error of Middy', createError(404, 'Not here')],
    ['one with headers of a provider', Object.assign(new Error(), { headers: { a: 'b' } })],
    [
      'one with such headers of a provider',
      Object.assign(new Error(), { headers: { 'x-ratelimit-limit': '99' } }),
    ],
    [
      'one with headers of fetch',
      Object.assign(new Error(), { headers: new Headers({ 'x-ratelimit-limit': '99' }) }),
    ],
  ])('of others: %s', (_, error) => {
    expect(thrown(error)).toBe(error)
    expect(thrown(error).headers).toMatchObject(added)
  })

  it.each([
    ['a text', 'secret'],
    ['nothing', undefined],
    ['frozen', Object.freeze(new Error('secret'))],
  ])('that cannot have any, being %s', (_, error) => {
    const own = thrown(error)
    expect(isHttpError(own)).toBe(true)
    expect(own).toMatchObject({ statusCode: 500, headers: added })
    expect(own.message).not.toContain('secret')
  })

  it.each([
    ['ours', () => httpError('model_busy', { cause: { package: 'test' } })],
    ['others', () => new RangeError('secret')],
  ])('of %s by two limits, of which the one closer to the handler stays', (_, make) => {
    const request = { response: undefined, error: make() as Error & { headers?: object } }
    const inner = counted('5', '1')
    addErrorHeaders(request, { ...inner, ratelimit: '"day";r=1;t=2' }, pkg)
    addErrorHeaders(request, { ...counted('10', '3'), ratelimit: '"60s";r=3;t=1' }, pkg)
    expect(request.error.headers).toEqual({
      ...inner,
      ratelimit: '"day";r=1;t=2, "60s";r=3;t=1',
    })
  })

  it('of others in the place of those that it got for an earlier request', () => {
    const error = new RangeError('secret')
    for (const headers of [counted('10', '1'), counted('10', '0')]) {
      addErrorHeaders({ response: undefined, error }, headers, pkg)
      expect(error).toMatchObject({ headers })
    }
  })

  it('and not to an error that has a response already, but to the response', () => {
    const request = { response: { statusCode: 500, body: 'Sorry' }, error: new Error() }
    addErrorHeaders(request, added, pkg)
    expect(request.response).toEqual({ statusCode: 500, headers: added, body: 'Sorry' })
    expect(request.error).not.toHaveProperty('headers')
  })
})
