import type { Logger } from '@aws-lambda-powertools/logger'
import middy, { type MiddlewareObj } from '@middy/core'
import httpJsonBodyParser from '@middy/http-json-body-parser'
import { createError } from '@middy/util'
import type { Context } from 'aws-lambda'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, expectTypeOf, it, vi } from 'vitest'
import type { AnswerEvent } from '../src/answer/answer.ts'
import { type HttpError, httpError } from '../src/errors/http-error.ts'
import { anyEvent } from '../test/support/any-event.ts'
import { everythingOf, modes } from '../test/support/stacks.ts'
import { openInvocation } from '../twin/runtime/in-process.ts'
import {
  eventShapes,
  eventsWithoutHeaders,
  functionUrlEvent,
} from '../twin/testing/event-shapes.ts'
import { chatHistory } from './chat-history.ts'
import { eventStream, streaming } from './event-stream.ts'
import { type JsonErrorsOptions, jsonErrors } from './json-errors.ts'
import { requestLog } from './request-log.ts'

// Before the imports: `@middy/http-error-handler` takes hold of it when it is loaded.
const log = vi.hoisted(() => vi.spyOn(console, 'error'))
const pkg = 'middy-chat/json-errors'
const cause = { package: 'middy-chat/example' }
const context = { awsRequestId: 'request-1' }
const internalError = {
  error: 'internal_error',
  message: 'Something went wrong on our side.',
  requestId: 'request-1',
}

beforeEach(() => {
  log.mockReset()
  vi.stubEnv('NODE_ENV', 'production')
})
afterEach(() => {
  vi.unstubAllEnvs()
})

/** Answers an event with a handler that throws, behind `jsonErrors`. */
const answerTo = async (thrown: unknown, options?: JsonErrorsOptions, mode = {}) => {
  const handler = middy(mode)
    .use(jsonErrors(options))
    .handler(() => {
      throw thrown
    })
  const { statusCode, headers, text } = await openInvocation(handler, functionUrlEvent(), {
    context,
  })
  return { statusCode, headers: lowerCase(headers), body: await text() }
}

describe.each(modes)('in $mode mode', ({ options: mode }) => {
  it('answers an HTTP error with its status, its headers, and JSON', async () => {
    const error = httpError('rate_limited', {
      statusCode: 429,
      message: 'Too many questions.',
      cause,
      headers: { 'retry-after': '37' },
    })
    const { statusCode, headers, body } = await answerTo(error, {}, mode)

    expect(statusCode).toBe(429)
    expect(headers).toEqual({
      'content-type': 'application/json',
      'cache-control': 'no-store',
      'retry-after': '37',
    })
    expect(JSON.parse(body)).toEqual({
      error: 'rate_limited',
      message: 'Too many questions.',
      requestId: 'request-1',
    })
  })

  it('adds the details of an error, without changing the other fields', async () => {
    const details = { resetsAt: '2026-12-01T00:00:00.000Z', error: 'no', requestId: 'no' }
    const { body } = await answerTo(httpError('model_busy', { cause, details }), {}, mode)

    expect(JSON.parse(body)).toEqual({
      resetsAt: '2026-12-01T00:00:00.000Z',
      error: 'model_busy',
      message: 'The model has too much to do: wait a little.',
      requestId: 'request-1',
    })
  })

  it('shows the message and the headers of a 503 too', async () => {
    const error = httpError('keys_unavailable', {
      message: 'Later.',
      cause,
      headers: { 'retry-after': '1' },
    })
    const { statusCode, headers, body } = await answerTo(error, {}, mode)

    expect(statusCode).toBe(503)
    expect(headers['retry-after']).toBe('1')
    expect(JSON.parse(body)).toMatchObject({ error: 'keys_unavailable', message: 'Later.' })
  })

  it('answers any other error with a 500 that tells nothing of it', async () => {
    const error = new TypeError('GET https://api.example/?key=sk-123 failed')
    const { statusCode, body } = await answerTo(error, {}, mode)

    expect(statusCode).toBe(500)
    expect(JSON.parse(body)).toEqual(internalError)
  })

  it('leaves a good answer alone', async () => {
    const handler = middy(mode)
      .use(jsonErrors())
      .handler(() => ({ statusCode: 201, headers: { 'x-a': 'b' }, body: 'made' }))
    const response = await openInvocation(handler, functionUrlEvent())

    expect(response).toMatchObject({ statusCode: 201, headers: { 'x-a': 'b' } })
    expect(response.headers).not.toHaveProperty('cache-control')
    expect(await response.text()).toBe('made')
  })

  it('answers what a middleware throws after the handler', async () => {
    const handler = middy(mode)
      .use(jsonErrors())
      .after(() => {
        throw httpError('model_empty', { message: 'Nothing.', cause })
      })
      .handler(() => 'done')
    const response = await openInvocation(handler, functionUrlEvent())

    expect(response.statusCode).toBe(502)
    expect(JSON.parse(await response.text())).toMatchObject({ error: 'model_empty' })
  })
})

describe.each([
  ...eventShapes.map(({ name, event }) => ({ name, event: event() })),
  ...eventsWithoutHeaders,
])('for an event of $name', ({ event }) => {
  it('answers as for any other', async () => {
    const handler = middy()
      .use(jsonErrors())
      .handler(() => {
        throw httpError('bad', { statusCode: 400, message: 'Bad.', cause })
      })
    const response = await openInvocation(handler, event, { context })

    expect(response.statusCode).toBe(400)
    expect(await response.text()).toBe('{"error":"bad","message":"Bad.","requestId":"request-1"}')
  })
})

describe('an error that another middleware made to be shown', () => {
  it.each<[string, Parameters<typeof functionUrlEvent>[0], number, string, string]>([
    [
      'the parser of JSON, for the content type,',
      { headers: { 'content-type': 'sk-123' }, body: '{}' },
      415,
      'unsupported_media_type',
      'Unsupported Media Type',
    ],
    [
      'the parser of JSON, for the body,',
      { headers: { 'content-type': 'application/json' }, body: '{"key":"sk-123"' },
      422,
      'unprocessable_entity',
      'Invalid or malformed JSON was provided',
    ],
  ])('(%s) keeps its status and its message', async (_, sent, statusCode, code, message) => {
    let seen: unknown
    const handler = middy()
      .onError(({ error }) => {
        seen = error
      })
      .use(jsonErrors())
      .use(httpJsonBodyParser())
      .handler(() => 'never')
    const response = await openInvocation(handler, functionUrlEvent(sent), { context })

    expect(response.statusCode).toBe(statusCode)
    expect(JSON.parse(await response.text())).toEqual({
      error: code,
      message,
      requestId: 'request-1',
    })
    expect(seen).toMatchObject({ cause: { package: '@middy/http-json-body-parser' } })
    expect(everythingOf(seen)).not.toContain('sk-123')
  })

  // @middy/validator's: https://github.com/middyjs/middy/blob/main/packages/validator/index.js
  it('(a validator) tells nothing of what it found', async () => {
    const { statusCode, body } = await answerTo(
      createError(400, 'Event object failed validation', {
        cause: { package: '@middy/validator', data: [{ message: 'sk-123 is no integer' }] },
      }),
    )

    expect(statusCode).toBe(400)
    expect(JSON.parse(body)).toEqual({
      error: 'bad_request',
      message: 'Event object failed validation',
      requestId: 'request-1',
    })
  })

  it('(your own) keeps its headers', async () => {
    const error = Object.assign(createError(405, 'Ask with GET.'), { headers: { allow: 'GET' } })
    const { statusCode, headers, body } = await answerTo(error)

    expect(statusCode).toBe(405)
    expect(headers).toMatchObject({ allow: 'GET', 'cache-control': 'no-store' })
    expect(JSON.parse(body)).toMatchObject({
      error: 'method_not_allowed',
      message: 'Ask with GET.',
    })
  })
})

describe('any other error that is not ours', () => {
  it.each<[string, unknown]>([
    ['of Middy, not to be shown', createError(422, 'sk-123', { expose: false })],
    ['of Middy, from 500 on', createError(503, 'sk-123', { expose: true })],
    ['with a status alone', Object.assign(new Error('sk-123'), { statusCode: 400 })],
    [
      'of an SDK',
      Object.assign(new Error('sk-123'), { statusCode: 400, code: 'a', retryable: true }),
    ],
    ['that is a text', 'sk-123'],
    ['that is an object', { message: 'sk-123', statusCode: 400, expose: true }],
    ['that is null', null],
    ['that is undefined', undefined],
    ['that is a number', 7],
  ])('%s is a 500', async (_, thrown) => {
    const { statusCode, body } = await answerTo(thrown)

    expect(statusCode).toBe(500)
    expect(JSON.parse(body)).toEqual(internalError)
  })

  it('keeps its headers', async () => {
    const headers = { 'access-control-allow-origin': 'https://app.example', vary: 'origin' }

    expect((await answerTo(Object.assign(new Error('no'), { headers }))).headers).toMatchObject(
      headers,
    )
  })
})

describe('the headers', () => {
  it('of the error come before the default ones', async () => {
    const headers = { 'cache-control': 'max-age=60' }
    const error = httpError('not_found', { statusCode: 404, message: 'No.', cause, headers })

    expect((await answerTo(error)).headers['cache-control']).toBe('max-age=60')
  })

  it('of the error that differ from ours in case replace them, but not the type of the body', async () => {
    const headers = { 'CACHE-CONTROL': 'max-age=60', 'content-type': 'text/plain', 'X-Own': '1' }
    const handler = middy()
      .use(jsonErrors())
      .handler(() => {
        throw httpError('not_found', { statusCode: 404, message: 'No.', cause, headers })
      })
    const response = await handler(functionUrlEvent() as never, context as Context)

    expect((response as { headers: object }).headers).toEqual({
      'CACHE-CONTROL': 'max-age=60',
      'Content-Type': 'application/json',
      'X-Own': '1',
    })
  })

  it('of the error object itself stay as they were', async () => {
    const headers = Object.freeze({ 'retry-after': '1' })

    await answerTo(
      httpError('rate_limited', { statusCode: 429, message: 'Later.', cause, headers }),
    )
    expect(headers).toEqual({ 'retry-after': '1' })
  })
})

describe('the option body', () => {
  it('shapes the JSON of every error', async () => {
    const body = ({ message, statusCode }: HttpError, requestId: string) => ({
      message,
      statusCode,
      requestId,
    })
    const { statusCode, headers, body: text } = await answerTo(new Error('sk-123'), { body })

    expect(statusCode).toBe(500)
    expect(headers['content-type']).toBe('application/json')
    expect(JSON.parse(text)).toEqual({
      message: 'Something went wrong on our side.',
      statusCode: 500,
      requestId: 'request-1',
    })
  })

  it.each([['a text'], [null], [{}]])('is a TypeError when it is %o', (body) => {
    const make = () => jsonErrors({ body } as unknown as JsonErrorsOptions)

    expect(make).toThrow(TypeError)
    expect(make).toThrow(expect.objectContaining({ cause: { package: pkg } }))
    expect(make).toThrow('body')
  })
})

describe('beside other middlewares', () => {
  const refuse = () => {
    throw httpError('missing_token', { message: 'Sign in first.', cause })
  }

  it('leaves the HTTP error, with its code, to those outside', async () => {
    let seen: unknown
    const handler = middy()
      .onError(({ error }) => {
        seen = error
      })
      .use(jsonErrors())
      .handler(refuse)
    await openInvocation(handler, functionUrlEvent())

    expect(seen).toMatchObject({ code: 'missing_token', statusCode: 401, cause })
  })

  it('leaves any other error as a 500 with its origin, without its message', async () => {
    let seen: unknown
    const handler = middy()
      .onError(({ error }) => {
        seen = error
      })
      .use(jsonErrors())
      .handler(() => {
        throw new RangeError('sk-123')
      })
    await openInvocation(handler, functionUrlEvent())

    expect(seen).toMatchObject({
      code: 'internal_error',
      cause: {
        package: pkg,
        error: 'RangeError',
        at: expect.arrayContaining([expect.stringContaining('json-errors.test.ts')]),
      },
    })
    expect(JSON.stringify(seen)).not.toContain('sk-123')
  })

  it('leaves the answer of another alone, and the error with it', async () => {
    const error = new Error('answered already')
    let seen: unknown
    const answerItself: MiddlewareObj = {
      onError: (request) => {
        request.response = { statusCode: 418, body: 'short' }
      },
    }
    const handler = middy()
      .onError((request) => {
        seen = request.error
      })
      .use(jsonErrors())
      .use(answerItself)
      .handler(() => {
        throw error
      })
    const response = await openInvocation(handler, functionUrlEvent())

    expect(response.statusCode).toBe(418)
    expect(await response.text()).toBe('short')
    expect(seen).toBe(error)
  })
})

describe('the log', () => {
  const handlerThat = (thrown: unknown) =>
    middy()
      .use(jsonErrors())
      .handler(() => {
        throw thrown
      })
  const logged = () => log.mock.calls.map(([line]) => JSON.parse(String(line)))

  it('has one line for an error that becomes a 500, with its origin and without its message', async () => {
    await openInvocation(handlerThat(new RangeError('sk-123')), functionUrlEvent(), { context })

    expect(logged()).toEqual([
      {
        level: 'ERROR',
        message: 'request failed',
        requestId: 'request-1',
        error: {
          code: 'internal_error',
          statusCode: 500,
          package: pkg,
          error: 'RangeError',
          at: expect.arrayContaining([expect.stringContaining('json-errors.test.ts')]),
        },
      },
    ])
    expect(JSON.stringify(logged())).not.toContain('sk-123')
  })

  it.each([
    ['NODE_ENV', 'development'],
    ['NODE_ENV', 'test'],
    ['AWS_LAMBDA_LOG_LEVEL', 'DEBUG'],
    ['AWS_LAMBDA_LOG_LEVEL', 'TRACE'],
    ['POWERTOOLS_LOG_LEVEL', 'debug'],
  ])('has the message too with %s=%s', async (name, value) => {
    vi.stubEnv(name, value)
    await openInvocation(handlerThat(new RangeError('sk-123')), functionUrlEvent())
    expect(logged()).toMatchObject([{ error: { message: 'sk-123' } }])
  })

  it.each([
    ['NODE_ENV', 'test-2'],
    ['AWS_LAMBDA_LOG_LEVEL', 'INFO'],
    ['AWS_LAMBDA_LOG_LEVEL', 'DEBUGGER'],
    ['POWERTOOLS_LOG_LEVEL', 'NO_TRACE'],
  ])('has no message with %s=%s', async (name, value) => {
    vi.stubEnv(name, value)
    await openInvocation(handlerThat(new RangeError('sk-123')), functionUrlEvent())
    expect(logged()).toMatchObject([{ error: { error: 'RangeError' } }])
    expect(JSON.stringify(logged())).not.toContain('sk-123')
  })

  it.each([undefined, 7, { message: 'sk-123' }])(
    'has no message of %o, which has none, also in tests',
    async (thrown) => {
      vi.stubEnv('NODE_ENV', 'test')
      await openInvocation(handlerThat(thrown), functionUrlEvent())
      expect(logged()).toMatchObject([{ error: { error: typeof thrown } }])
      expect(logged()[0].error).not.toHaveProperty('message')
    },
  )

  it('has no more of a message than a thousand characters', async () => {
    vi.stubEnv('NODE_ENV', 'test')
    await openInvocation(handlerThat('x'.repeat(2_000)), functionUrlEvent())
    expect(logged()).toMatchObject([{ error: { error: 'string', message: 'x'.repeat(1_000) } }])
  })

  it('has what is wrong with how our parts are put together', async () => {
    vi.stubEnv('NODE_ENV', 'test')
    const handler = middy()
      .use(jsonErrors())
      .use(chatHistory({ chatsTable: 'chats', messagesTable: 'messages' }))
      .handler(() => 'never')
    await openInvocation(handler, functionUrlEvent())
    expect(logged()).toMatchObject([
      {
        error: {
          package: 'middy-chat/chat-history',
          error: 'TypeError',
          why: 'middy-chat/chat-history: needs context.claims.sub: use cognitoAuth or jwtAuth before it',
        },
      },
    ])
    expect(logged()[0].error).not.toHaveProperty('message')
  })

  it('has one line for a crash of an answer that has begun, which only an error frame shows', async () => {
    async function* answer(): AsyncGenerator<AnswerEvent> {
      yield { type: 'text', text: 'a' }
      throw new RangeError('sk-123')
    }
    const handler = middy(streaming)
      .use(jsonErrors())
      .use(eventStream())
      .handler(() => answer() as never)
    const response = await openInvocation(handler, functionUrlEvent(), { context })
    expect(await response.text()).toContain('event: error\ndata: {"code":"internal_error"')
    expect(logged()).toMatchObject([
      {
        requestId: 'request-1',
        error: { package: 'middy-chat/event-stream', error: 'RangeError' },
      },
    ])
    expect(JSON.stringify(logged())).not.toContain('sk-123')
  })

  it('has no line for an error that is meant for the client', async () => {
    await answerTo(httpError('bad', { statusCode: 400, message: 'Bad.', cause }))
    await answerTo(httpError('keys_unavailable', { cause }))
    expect(log).not.toHaveBeenCalled()
  })

  it('is left to requestLog where that is used', async () => {
    const error = vi.fn()
    const logger = { addContext() {}, info() {}, warn() {}, error } as unknown as Logger
    const handler = middy()
      .use(requestLog({ logger }))
      .use(jsonErrors())
      .handler(() => {
        throw new RangeError('sk-123')
      })
    await openInvocation(handler, functionUrlEvent())
    expect(log).not.toHaveBeenCalled()
    expect(error).toHaveBeenCalledExactlyOnceWith(
      'request',
      expect.objectContaining({ error: expect.objectContaining({ error: 'RangeError' }) }),
    )
  })
})

it('answers JSON that shows nothing of it, whatever is thrown for whatever event', async () => {
  const secret = 'sk-1234567890'
  const thrown = fc.oneof(
    fc.jsonValue(),
    fc.string().map((message) => new Error(message + secret)),
    fc
      .record({
        statusCode: fc.oneof(fc.jsonValue(), fc.integer({ min: 300, max: 600 })),
        expose: fc.constantFrom(false, undefined, 'true', 1),
        code: fc.jsonValue(),
      })
      .map((fields) => Object.assign(new Error(secret), fields)),
  )

  await fc.assert(
    fc.asyncProperty(anyEvent('accept'), thrown, async (event, error) => {
      const handler = middy()
        .use(jsonErrors())
        .handler(() => {
          throw error
        })
      const response = await openInvocation(handler, event, { context })
      const body = await response.text()

      expect(response.statusCode).toBe(500)
      expect(JSON.parse(body)).toEqual(internalError)
    }),
  )
})

it('adds nothing to what the handler sees', () => {
  middy()
    .use(jsonErrors())
    .handler((_event, seen) => {
      expectTypeOf(seen).toEqualTypeOf<Context>()
    })
})

function lowerCase(headers: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
  )
}
