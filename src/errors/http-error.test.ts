import { createError } from '@middy/util'
import fc from 'fast-check'
import { describe, expect, expectTypeOf, it } from 'vitest'
import { errorCatalogue } from '../../contract/error-catalogue.ts'
import { everythingOf } from '../../test/support/stacks.ts'
import {
  type ErrorCode,
  type HttpError,
  type HttpErrorOptions,
  httpError,
  isHttpError,
  toHttpError,
} from './http-error.ts'

const cause = { package: 'middy-chat/example' }

describe('httpError', () => {
  it('is an Error that the client may see', () => {
    const error = httpError('invalid_token', { cause })

    expect(error).toBeInstanceOf(Error)
    expect(error).toMatchObject({
      name: 'UnauthorizedError',
      statusCode: 401,
      code: 'invalid_token',
      message: 'The token is not valid.',
      expose: true,
      cause,
    })
    expect('headers' in error).toBe(false)
    expectTypeOf(error).toEqualTypeOf<HttpError>()
  })

  it('is exposed also from 500 on, where Middy alone would show nothing', () => {
    expect(httpError('keys_unavailable', { message: 'Later.', cause }).expose).toBe(true)
  })

  it('has its cause where Error has it, not among the fields that a serializer shows', () => {
    expect(Object.keys(httpError('invalid_token', { cause }))).not.toContain('cause')
  })

  it('carries headers', () => {
    const headers = { 'retry-after': '37' }

    expect(
      httpError('rate_limited', { statusCode: 429, message: 'Later.', cause, headers }).headers,
    ).toEqual(headers)
  })

  it('carries details, and none unless it has some', () => {
    const details = { resetsAt: '2026-12-01T00:00:00.000Z' }
    expect(httpError('model_busy', { cause, details }).details).toEqual(details)
    expect('details' in httpError('model_busy', { cause })).toBe(false)
  })

  it.each(Object.entries(errorCatalogue))('knows the status and message of %s', (code, entry) => {
    expect(httpError(code as ErrorCode, { cause })).toMatchObject({ code, ...entry })
  })

  it('says more in a message of its own', () => {
    const message = 'The body is nested too deeply.'
    const error = httpError('invalid_body', { message, cause })
    expect(error).toMatchObject({ statusCode: 400, code: 'invalid_body', message })
  })

  it.each([
    ['model_busy', true],
    ['model_length', false],
    ['invalid_body', false],
  ] as const)('says of %s whether to retry: %s', (code, retryable) => {
    expect(httpError(code, { cause }).retryable).toBe(retryable)
  })

  it('has a code of one’s own, with its status and message', () => {
    const own = { statusCode: 409, message: 'Nothing is left.' }
    const error = httpError('sold_out', { ...own, cause })
    expect(error).toMatchObject({ code: 'sold_out', ...own, expose: true, retryable: false })
    expect(httpError('paused', { ...own, statusCode: 503, cause }).retryable).toBe(true)
  })

  it.each<[string, unknown]>([
    ['sold_out', { cause }],
    ['sold_out', { cause, statusCode: 409 }],
    ['sold_out', { cause, message: 'Nothing is left.' }],
    ['constructor', { cause }],
  ])('is a mistake of whoever calls it with %s and %o', (code, options) => {
    const make = () => httpError(code as ErrorCode, options as HttpErrorOptions)
    expect(make).toThrow(
      new TypeError(
        'middy-chat/errors: httpError needs a statusCode and a message for a code of your own',
      ),
    )
    expect(make).toThrow(expect.objectContaining({ cause: { package: 'middy-chat/errors' } }))
  })

  it('says otherwise when told so', () => {
    expect(
      httpError('gone', { statusCode: 503, message: 'Never again.', cause, retryable: false })
        .retryable,
    ).toBe(false)
    expect(
      httpError('busy', { statusCode: 409, message: 'Again.', cause, retryable: true }).retryable,
    ).toBe(true)
  })
})

describe('isHttpError', () => {
  it('knows its own', () => {
    expect(isHttpError(httpError('bad', { statusCode: 400, message: 'Bad.', cause }))).toBe(true)
  })

  const similar = { statusCode: 400, code: 'AccessDenied', retryable: false, expose: true }

  it.each<[string, unknown]>([
    ['a plain Error', new Error('no')],
    ['a plain object', { ...similar, cause }],
    ['undefined', undefined],
    ['null', null],
    // Every error of AWS SDK 2 has these three, and its message may repeat the request.
    ['an error of an SDK', Object.assign(new Error('arn:aws:iam::1:role/x'), similar)],
    [
      'an error whose cause is another',
      Object.assign(new Error('no', { cause: new Error() }), similar),
    ],
    ['one whose cause is null', Object.assign(new Error('no', { cause: null }), similar)],
    ['one whose cause is a text', Object.assign(new Error('no', { cause: 'package' }), similar)],
    ...['statusCode', 'code', 'retryable'].map((field): [string, unknown] => {
      const { [field]: _, ...others } = similar as Record<string, unknown>
      return [`one without ${field}`, Object.assign(new Error('no', { cause }), others)]
    }),
  ])('does not take %s for one', (_, error) => {
    expect(isHttpError(error)).toBe(false)
  })
})

describe('toHttpError', () => {
  it('keeps an HTTP error as it is', () => {
    const error = httpError('teapot', { statusCode: 418, message: 'Short and stout.', cause })

    expect(toHttpError(error, 'another')).toBe(error)
  })

  it('makes a 500 of any other, with its class and the positions of its stack', () => {
    const error = toHttpError(new RangeError('the key is sk-123'), 'middy-chat/example')

    expect(error).toMatchObject({
      statusCode: 500,
      code: 'internal_error',
      message: 'Something went wrong on our side.',
      retryable: false,
      cause: { package: 'middy-chat/example', error: 'RangeError' },
    })
    expect(error.cause.at).toEqual(
      expect.arrayContaining([expect.stringMatching(/http-error\.test\.ts:\d+:\d+/)]),
    )
    expect((error.cause.at as string[]).length).toBeGreaterThan(1)
    expect(everythingOf(error)).not.toContain('sk-123')
  })

  it('names the package that the error names', () => {
    const foreign = new Error('no', { cause: { package: '@middy/validator', data: 'the body' } })
    const error = toHttpError(foreign, 'middy-chat/example')

    expect(error.cause.package).toBe('@middy/validator')
    expect(everythingOf(error)).not.toContain('the body')
  })

  it('keeps of its headers what a middleware adds, and nothing of a provider’s response', () => {
    const added = {
      'Retry-After': '5',
      'access-control-allow-origin': '*',
      'ratelimit-reset': '9',
      'x-ratelimit-limit': '10',
      'X-RateLimit-Remaining': '0',
      'x-ratelimit-window': '60',
    }
    const provider = {
      'content-type': 'text/html',
      'content-encoding': 'br',
      'set-cookie': 'session=sk-123',
      'openai-organization': 'acme',
      'x-ratelimit-reset-tokens': '9ms',
      'x-ratelimit-limit-requests': '5000',
      'my-x-ratelimit-limit': '1',
      'retry-after-ms': '5000',
      vary: ['Origin'],
    }
    const foreign = Object.assign(new Error('no'), { headers: { ...added, ...provider } })
    expect(toHttpError(foreign, 'middy-chat/example').headers).toEqual(added)
  })

  it('tells the log what is wrong with how our parts are put together', () => {
    const cause = { package: 'middy-chat/event-stream' }
    const mistake = new TypeError('eventStream stands before jsonAnswer', { cause })
    const error = toHttpError(mistake, 'middy-chat/example')
    expect(error.cause).toMatchObject({ error: 'TypeError', why: mistake.message })
    expect(error.message).not.toContain('eventStream')
  })

  it.each([
    ['is of another package', new TypeError('sk-123', { cause: { package: 'shop' } })],
    ['is of a fork', new TypeError('sk-123', { cause: { package: 'my/middy-chat/fork' } })],
    ['is of no package', new TypeError('sk-123')],
    ['is of another class', new RangeError('sk-123', { cause })],
  ])('tells the log no message that %s', (_, thrown) => {
    const error = toHttpError(thrown, 'middy-chat/example')
    expect(error.cause).not.toHaveProperty('why')
    expect(everythingOf(error)).not.toContain('sk-123')
  })

  it('has no headers where the error has none', () => {
    expect(toHttpError(new Error('no'), 'middy-chat/example')).not.toHaveProperty('headers')
  })

  it('is made of an error whose stack is no text', () => {
    const error = Object.assign(new Error('no'), { stack: [] })
    expect(toHttpError(error, 'middy-chat/example')).toMatchObject({ statusCode: 500 })
    expect(toHttpError(error, 'middy-chat/example').cause).toEqual({ ...cause, error: 'Error' })
  })

  it('tells the log ten positions, however long the stack is', () => {
    const positions = Array.from({ length: 30 }, (_, at) => `solve (/var/task/index.mjs:${at}:1)`)
    const stack = ['Error: no', ...positions.map((each) => `    at ${each}`)].join('\n')
    const error = toHttpError(Object.assign(new Error('no'), { stack }), 'middy-chat/example')
    expect(error.cause.at).toEqual(positions.slice(0, 10))
  })

  it('keeps the headers, of which it takes a copy', () => {
    const headers = { 'retry-after': '5' }
    const error = toHttpError(Object.assign(new Error('no'), { headers }), 'middy-chat/example')

    expect(error.headers).toEqual(headers)
    expect(error.headers).not.toBe(headers)
  })

  it.each([
    ['undefined', undefined],
    ['null', null],
    ['a string', 'sk-123'],
    ['a number', 123],
    ['an object', { message: 'sk-123', stack: 'sk-123', headers: { a: 'sk-123' } }],
  ])('makes a 500 of %s, which is no error at all', (_, thrown) => {
    const error = toHttpError(thrown, 'middy-chat/example')

    expect(error).toMatchObject({
      statusCode: 500,
      cause: { package: 'middy-chat/example', error: typeof thrown },
    })
    expect(everythingOf(error)).not.toContain('sk-123')
  })

  it.each([
    ['looks like a line of the stack', 'no\n    at sk-123'],
    ['is a line of the stack', 'no\n    at sk-123 (sk-123:1:2)'],
    ['is a pattern', '$& .* \n at sk-123'],
    ['is empty', ''],
  ])('takes nothing from a message that %s', (_, message) => {
    const error = toHttpError(new Error(message), 'middy-chat/example')

    expect(String(error.cause.at)).toContain('http-error.test.ts')
    expect(everythingOf(error)).not.toContain('sk-123')
  })

  it.each([
    'GET /?key=sk-123\n    at sk-123',
    'no key at sk-123:1:2',
    'no\n    at sk-123:1:2 o’clock',
  ])('takes nothing from a message that was changed since, as SDKs do: %j', (message) => {
    const thrown = new Error(message)
    expect(thrown.stack).toContain(' at sk-123')
    thrown.message = 'The request failed'
    const error = toHttpError(thrown, 'middy-chat/example')

    expect(String(error.cause.at)).toContain('http-error.test.ts')
    expect(everythingOf(error)).not.toContain('sk-123')
  })

  describe('of an error that another made to be shown', () => {
    const shown = (statusCode: unknown, fields = {}) =>
      Object.assign(new Error('Route does not exist'), { statusCode, expose: true, ...fields })

    it('keeps status and message, and of the cause the package alone', () => {
      const thrown = createError(404, 'Route does not exist', {
        cause: { package: '@middy/http-router', data: { path: '/sk-123' } },
      })
      const error = toHttpError(thrown, 'middy-chat/example')

      expect(error).toMatchObject({
        statusCode: 404,
        code: 'not_found',
        message: 'Route does not exist',
        expose: true,
        retryable: false,
      })
      expect(error.cause).toEqual({ package: '@middy/http-router' })
      expect(everythingOf(error)).not.toContain('sk-123')
    })

    it('names the package that it is given when the error names none', () => {
      expect(toHttpError(shown(404), 'middy-chat/example').cause).toEqual({
        package: 'middy-chat/example',
      })
    })

    it('keeps the headers, of which it takes a copy', () => {
      const headers = { allow: 'GET' }
      const error = toHttpError(shown(405, { headers }), 'middy-chat/example')

      expect(error.headers).toEqual(headers)
      expect(error.headers).not.toBe(headers)
    })

    it.each([
      [400, 'bad_request', false],
      [401, 'unauthorized', false],
      [406, 'not_acceptable', false],
      [414, 'uri_too_long', false],
      [418, 'im_a_teapot', false],
      [422, 'unprocessable_entity', false],
      [429, 'too_many_requests', true],
      [499, 'bad_request', false],
    ])(
      'makes of its status %i the code %s, to be tried again: %s',
      (statusCode, code, retryable) => {
        expect(toHttpError(shown(statusCode), 'a')).toMatchObject({ statusCode, code, retryable })
      },
    )

    it("says the status's phrase where it says nothing", () => {
      expect(toHttpError(shown(404, { message: '' }), 'a').message).toBe('Not Found')
    })

    it.each<[string, unknown]>([
      ['nothing of expose', shown(404, { expose: undefined })],
      ['expose: 1', shown(404, { expose: 1 })],
      ['no status', shown(undefined)],
      ['a status in words', shown('404')],
      ['half a status', shown(404.5)],
      ['a status below', shown(399)],
      ['a status of ours', shown(500)],
      ['it, but is no Error', { ...shown(404), message: 'Route does not exist' }],
    ])('is a 500 if that says %s', (_, thrown) => {
      const error = toHttpError(thrown, 'middy-chat/example')

      expect(error).toMatchObject({ statusCode: 500, code: 'internal_error' })
      expect(everythingOf(error)).not.toContain('Route')
    })
  })

  it('shows nothing of what was thrown, whatever it is', () => {
    const secret = 'sk-1234567890'
    const text = fc.string().map((around) => `${around}${secret}${around}`)
    const thrown = fc.oneof(
      text,
      text.map((message) => new Error(message)),
      text.map((message) => new Error(message, { cause: { package: 'p', body: message } })),
      fc.dictionary(fc.string(), text),
    )
    fc.assert(
      fc.property(thrown, (value) => {
        expect(everythingOf(toHttpError(value, 'middy-chat/example'))).not.toContain(secret)
      }),
    )
  })
})
