import { PassThrough, Readable } from 'node:stream'
import { ReadableStream } from 'node:stream/web'
import { Logger } from '@aws-lambda-powertools/logger'
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware'
import middy from '@middy/core'
import type { Context } from 'aws-lambda'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, expectTypeOf, it, vi } from 'vitest'
import type { AnswerEvent, HandlerResult } from '../src/answer/answer.ts'
import { httpError } from '../src/errors/http-error.ts'
import { anyEvent } from '../test/support/any-event.ts'
import { eventually } from '../test/support/eventually.ts'
import { modes } from '../test/support/stacks.ts'
import { type InProcessResult, openInvocation } from '../twin/runtime/in-process.ts'
import {
  eventShapes,
  eventsWithoutHeaders,
  functionUrlEvent,
} from '../twin/testing/event-shapes.ts'
import { forever, scriptedAnswer, stop, text, usage } from '../twin/testing/scripted-answer.ts'
import { type EventStreamContext, eventStream, streaming } from './event-stream.ts'
import { jsonErrors } from './json-errors.ts'
import { type RequestLogOptions, requestLog } from './request-log.ts'

const pkg = 'middy-chat/request-log'
const cause = { package: 'middy-chat/example' }

type Line = { level: string; message: string; [field: string]: unknown }
type Handler = (event: unknown, context: Context) => unknown
type AnswerHandler = (event: unknown, context: EventStreamContext) => HandlerResult

const lines: Line[] = []
const contexts: Context[] = []
const at =
  (level: string) =>
  (message: unknown, ...extra: unknown[]) =>
    void lines.push({ level, message: String(message), ...Object.assign({}, ...extra) })
const logger = {
  addContext: (context: Context) => void contexts.push(context),
  info: at('info'),
  warn: at('warn'),
  error: at('error'),
} as unknown as NonNullable<RequestLogOptions['logger']>

beforeEach(() => {
  vi.stubEnv('NODE_ENV', 'production')
  lines.length = 0
  contexts.length = 0
})
afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllEnvs()
  vi.useRealTimers()
})

const stack = (handler: Handler, mode = {}) =>
  middy(mode).use(requestLog({ logger })).use(jsonErrors()).handler(handler)

const answerStack = (handler: AnswerHandler) =>
  middy(streaming).use(requestLog({ logger })).use(jsonErrors()).use(eventStream()).handler(handler)

/** The only line of a request, once the request is over and whoever would write another had its turn. */
const onlyLine = async (response?: InProcessResult): Promise<Line> => {
  await response?.done.catch(() => {})
  await eventually(() => expect(lines).not.toHaveLength(0))
  await new Promise(setImmediate)
  expect(lines).toHaveLength(1)
  return lines[0] as Line
}

/** Reads a response to its end, or to the first byte, and gives the only line. */
const lineOf = async (handler: unknown, event: unknown = functionUrlEvent()) => {
  const response = await openInvocation(handler, event)
  await response.text().catch(() => {})
  return onlyLine(response)
}

const destroyedAfterFirstByte = async (handler: unknown) => {
  const response = await openInvocation(handler, functionUrlEvent())
  for await (const _ of response.body) {
    expect(lines).toHaveLength(0)
    response.destroy()
    break
  }
  return onlyLine(response)
}

describe.each(modes)('a request in $mode mode', ({ options: mode }) => {
  it.each<[string, unknown, number]>([
    ['a text', 'done', 200],
    ['a response', { statusCode: 201, headers: {}, body: 'made' }, 201],
    ['a response without a body', { statusCode: 204 }, 204],
    ['null', null, 200],
    ['nothing', undefined, 200],
  ])('that is answered with %s has one line', async (_, answer, statusCode) => {
    const line = await lineOf(stack(() => answer, mode))

    expect(line).toStrictEqual({
      level: 'info',
      message: 'request',
      statusCode,
      firstByteMs: expect.any(Number),
      totalMs: expect.any(Number),
    })
  })

  it('that is refused has one line, with what is known of the error', async () => {
    const refuse = () => {
      throw httpError('invalid_token', { message: 'No.', cause: { ...cause, reason: 'expired' } })
    }

    expect(await lineOf(stack(refuse, mode))).toStrictEqual({
      level: 'warn',
      message: 'request',
      statusCode: 401,
      firstByteMs: expect.any(Number),
      totalMs: expect.any(Number),
      error: {
        code: 'invalid_token',
        statusCode: 401,
        package: 'middy-chat/example',
        reason: 'expired',
      },
    })
  })

  it('that fails has one line, with where it failed and nothing of the message', async () => {
    const fail = () => {
      throw new RangeError('the key is sk-123')
    }
    const line = await lineOf(stack(fail, mode))

    expect(line).toMatchObject({
      level: 'error',
      statusCode: 500,
      error: {
        code: 'internal_error',
        error: 'RangeError',
        at: expect.arrayContaining([expect.stringContaining('request-log.test.ts')]),
      },
    })
    expect(JSON.stringify(line)).not.toContain('sk-123')
  })

  it.each([
    ['NODE_ENV', 'development'],
    ['NODE_ENV', 'test'],
    ['POWERTOOLS_LOG_LEVEL', 'DEBUG'],
  ])('that fails has the message too with %s=%s', async (name, value) => {
    vi.stubEnv(name, value)
    const fail = () => {
      throw new RangeError('out of range')
    }
    expect(await lineOf(stack(fail, mode))).toMatchObject({ error: { message: 'out of range' } })
  })

  it.each([undefined, null, 'sk-123', new Error('sk-123')])(
    'that fails without jsonErrors has one line, whatever was thrown: %s',
    async (thrown) => {
      const handler = middy(mode)
        .use(requestLog({ logger }))
        .handler(() => {
          throw thrown
        })
      await openInvocation(handler, functionUrlEvent()).catch(() => {})
      const line = await onlyLine()

      expect(line).toMatchObject({
        level: 'error',
        statusCode: 500,
        error: { code: 'internal_error', statusCode: 500, package: pkg },
      })
      expect(JSON.stringify(line)).not.toContain('sk-123')
    },
  )

  it('that a middleware in front of it refuses has one line all the same', async () => {
    const handler = middy(mode)
      .before(() => {
        throw httpError('rate_limited', { statusCode: 429, message: 'Later.', cause })
      })
      .use(requestLog({ logger }))
      .handler(() => 'never')
    await openInvocation(handler, functionUrlEvent()).catch(() => {})

    expect(await onlyLine()).toMatchObject({
      totalMs: 0,
      error: { code: 'rate_limited', statusCode: 429 },
    })
  })

  it.each([
    [200, 'info'],
    [302, 'info'],
    [400, 'warn'],
    [499, 'warn'],
    [500, 'error'],
    [503, 'error'],
  ])('with status %i is logged as %s', async (statusCode, level) => {
    expect(await lineOf(stack(() => ({ statusCode, body: '' }), mode))).toMatchObject({ level })
  })
})

describe.each([
  ...eventShapes.map(({ name, event }) => ({ name, event: event() })),
  ...eventsWithoutHeaders,
])('an event of $name', ({ event }) => {
  it('has one line', async () => {
    expect(
      await lineOf(
        stack(() => 'done'),
        event,
      ),
    ).toMatchObject({ level: 'info', statusCode: 200 })
  })
})

describe('an answer', () => {
  it('has its line at its end, with its chunks and its finish', async () => {
    const line = await lineOf(
      answerStack((_, { signal }) => scriptedAnswer([text('a'), usage, text('b'), stop], signal)),
    )

    expect(line).toStrictEqual({
      level: 'info',
      message: 'request',
      statusCode: 200,
      firstByteMs: expect.any(Number),
      totalMs: expect.any(Number),
      chunks: 2,
      finishReason: 'stop',
    })
  })

  it('has the time to its first byte, and to its last', async () => {
    vi.useFakeTimers({ toFake: ['performance'] })
    vi.advanceTimersByTime(1_000)
    async function* answer(): AsyncGenerator<AnswerEvent> {
      vi.advanceTimersByTime(40)
      yield text('a')
      vi.advanceTimersByTime(60)
      yield text('b')
      yield stop
    }

    expect(await lineOf(answerStack(() => answer()))).toMatchObject({
      firstByteMs: 40,
      totalMs: 100,
    })
  })

  it('that fails at once has the status of its error', async () => {
    const error = httpError('model_busy', { message: 'Later.', cause })

    expect(
      await lineOf(answerStack((_, { signal }) => scriptedAnswer([error], signal))),
    ).toMatchObject({ level: 'warn', statusCode: 429, error: { code: 'model_busy' } })
  })

  it('that fails after its first byte has status 200, and the error', async () => {
    const error = httpError('model_failed', { message: 'The model failed.', cause })
    const line = await lineOf(
      answerStack((_, { signal }) => scriptedAnswer([text('a'), error], signal)),
    )

    expect(line).toMatchObject({
      level: 'error',
      statusCode: 200,
      chunks: 1,
      error: { code: 'model_failed', statusCode: 502, package: 'middy-chat/example' },
    })
    expect(line).not.toHaveProperty('finishReason')
  })

  it('that throws a foreign error after its first byte has its message in development', async () => {
    vi.stubEnv('NODE_ENV', 'development')
    async function* answer(): AsyncGenerator<AnswerEvent> {
      yield text('a')
      throw new RangeError('out of range')
    }
    expect(await lineOf(answerStack(() => answer()))).toMatchObject({
      statusCode: 200,
      error: { code: 'internal_error', error: 'RangeError', message: 'out of range' },
    })
  })

  it.each<[string, () => AsyncGenerator<AnswerEvent>, string]>([
    [
      'goes on after its finish',
      async function* () {
        yield* [text('a'), stop, text('b')]
      },
      'middy-chat/event-stream: An answer ends with its finish, but text came after it',
    ],
    [
      'has an event of a reserved name',
      async function* () {
        yield* [text('a'), { type: 'data', name: 'error', data: {} } as const, stop]
      },
      'middy-chat/event-stream: The name of a data event must be in lower case, and not that of another event',
    ],
  ])('that %s has the reason', async (_, answer, why) => {
    expect(await lineOf(answerStack(answer))).toMatchObject({
      level: 'error',
      error: { code: 'internal_error', package: 'middy-chat/event-stream', why },
    })
  })

  it('that nobody reads to its end has an error of its own', async () => {
    const line = await destroyedAfterFirstByte(
      answerStack((_, { signal }) => scriptedAnswer([text('a'), forever], signal)),
    )

    expect(line).toMatchObject({
      level: 'warn',
      statusCode: 200,
      chunks: 1,
      error: { code: 'closed', statusCode: 499 },
    })
  })
})

describe('an answer that a middleware pipes on, e.g. to compress it,', () => {
  it('is closed, not broken, when its connection is reset', async () => {
    const piped = new PassThrough()
    const handler = middy(streaming)
      .use(requestLog({ logger }))
      .after((request) => {
        const response = request.response as { statusCode: number; body: Readable }
        request.response = { ...response, body: response.body.pipe(piped) }
      })
      .use(eventStream())
      .handler((_, { signal }) => scriptedAnswer([text('a'), forever], signal))
    const response = await openInvocation(handler, functionUrlEvent())
    response.done.catch(() => {})
    piped.destroy(Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' }))

    expect(await onlyLine()).toMatchObject({
      level: 'warn',
      chunks: 1,
      error: { code: 'closed', statusCode: 499, package: pkg },
    })
  })
})

describe('a stream of bytes', () => {
  const failing = async function* () {
    yield 'a'
    throw new RangeError('the key is sk-123')
  }
  /** Gives one byte, then never another. */
  const endless = () => new Readable({ read() {} })

  it.each<[string, () => unknown]>([
    ['a Readable', () => Readable.from(['a', 'b'])],
    ['a web stream', () => ReadableStream.from(['a', 'b'])],
    ['a Readable in a response', () => ({ statusCode: 200, body: Readable.from(['a', 'b']) })],
    ['a web stream in a response', () => ({ statusCode: 200, body: ReadableStream.from(['a']) })],
  ])('(%s) has its line at its end', async (_, answer) => {
    expect(await lineOf(stack(answer, streaming))).toStrictEqual({
      level: 'info',
      message: 'request',
      statusCode: 200,
      totalMs: expect.any(Number),
    })
  })

  it('has no line before its end', async () => {
    const body = endless()
    body.push('a')
    const response = await openInvocation(
      stack(() => ({ statusCode: 200, body }), streaming),
      {},
    )

    await new Promise(setImmediate)
    expect(lines).toHaveLength(0)
    body.push(null)
    await response.text()
    expect(await onlyLine(response)).toMatchObject({ level: 'info' })
  })

  it.each<[string, () => unknown]>([
    ['a Readable', () => Readable.from(failing())],
    ['a web stream', () => ReadableStream.from(failing())],
  ])('(%s) that fails after its first byte has the error', async (_, body) => {
    const handler = stack(() => ({ statusCode: 200, body: body() }), streaming)
    const line = await openInvocation(handler, functionUrlEvent()).then(
      async (response) => {
        await response.text().catch(() => {})
        return onlyLine(response)
      },
      () => onlyLine(),
    )

    expect(line).toMatchObject({
      level: 'error',
      statusCode: 200,
      error: { code: 'internal_error', error: 'RangeError', package: pkg },
    })
    expect(JSON.stringify(line)).not.toContain('sk-123')
  })

  it.each<[string, () => Readable | ReadableStream]>([
    ['a Readable', () => Readable.from(failing())],
    ['a web stream', () => ReadableStream.from(failing())],
  ])('(%s) under eventStream has its own error too', async (_, body) => {
    const handler = answerStack(() => ({ statusCode: 200, body: body() }))
    const line = await openInvocation(handler, functionUrlEvent()).then(
      async (response) => {
        await response.text().catch(() => {})
        return onlyLine(response)
      },
      () => onlyLine(),
    )
    expect(line).toMatchObject({ level: 'error', error: { code: 'internal_error' } })
  })

  it('that nobody reads to its end has an error of its own', async () => {
    const body = endless()
    body.push('a')

    expect(
      await destroyedAfterFirstByte(stack(() => ({ statusCode: 200, body }), streaming)),
    ).toMatchObject({
      level: 'warn',
      statusCode: 200,
      error: { code: 'closed', statusCode: 499, package: pkg },
    })
  })

  it('that was destroyed before it was answered has one', async () => {
    const body = endless().destroy()

    await openInvocation(
      stack(() => ({ statusCode: 200, body }), streaming),
      {},
    ).catch(() => {})
    expect(await onlyLine()).toMatchObject({ level: 'warn', error: { code: 'closed' } })
  })

  it('is not whatever has a field of that name', async () => {
    expect(await lineOf(stack(() => ({ pipe: 'lead', getReader: 1 })))).toMatchObject({
      level: 'info',
    })
  })
})

describe('the default logger', () => {
  it('is Powertools, and says request id, function and cold start', async () => {
    vi.stubEnv('POWERTOOLS_SERVICE_NAME', 'chat-test')
    vi.stubEnv('AWS_LAMBDA_INITIALIZATION_TYPE', 'on-demand')
    const written = vi.spyOn(process.stdout, 'write').mockReturnValue(true)
    const handler = middy()
      .use(requestLog())
      .handler(() => ({ statusCode: 200 }))

    await openInvocation(handler, functionUrlEvent(), { context: { awsRequestId: 'request-1' } })
    await openInvocation(handler, functionUrlEvent(), { context: { awsRequestId: 'request-2' } })
    const [first, second, ...others] = written.mock.calls.map(([line]) => JSON.parse(String(line)))
    written.mockRestore()

    expect(others).toEqual([])
    expect(first).toMatchObject({
      level: 'INFO',
      message: 'request',
      service: 'chat-test',
      cold_start: true,
      function_name: 'local',
      function_request_id: 'request-1',
      statusCode: 200,
      totalMs: expect.any(Number),
    })
    expect(second).toMatchObject({ cold_start: false, function_request_id: 'request-2' })
  })
})

describe('a logger that injectLambdaContext has too', () => {
  const coldStarts = async (initialization: string) => {
    vi.stubEnv('AWS_LAMBDA_INITIALIZATION_TYPE', initialization)
    const written = vi.spyOn(process.stdout, 'write').mockReturnValue(true)
    const shared = new Logger({ serviceName: 'chat-test' })
    const handler = middy()
      .use(injectLambdaContext(shared))
      .use(requestLog({ logger: shared }))
      .handler(() => shared.info('asked'))
    for (const awsRequestId of ['request-1', 'request-2']) {
      await openInvocation(handler, functionUrlEvent(), { context: { awsRequestId } })
    }
    const said = written.mock.calls.map(([line]) => JSON.parse(String(line)))
    written.mockRestore()
    return said.map((line) => [line.message, line.function_request_id, line.cold_start])
  }

  it('says cold start in every line of the first request', async () => {
    expect(await coldStarts('on-demand')).toEqual([
      ['asked', 'request-1', true],
      ['request', 'request-1', true],
      ['asked', 'request-2', false],
      ['request', 'request-2', false],
    ])
  })

  it('says it of no request where the start was provisioned', async () => {
    const said = await coldStarts('provisioned-concurrency')
    expect(said.map(([, , isCold]) => isCold)).toEqual([false, false, false, false])
  })
})

describe('the option logger', () => {
  it('gets the context of each request', async () => {
    await lineOf(stack(() => 'done'))

    expect(contexts).toEqual([expect.objectContaining({ functionName: 'local' })])
  })

  it('may be a Logger of Powertools', () => {
    expect(() => requestLog({ logger: new Logger({ serviceName: 'test' }) })).not.toThrow()
  })

  it.each([[null], [{}], ['console'], [{ info: () => {}, warn: () => {}, error: () => {} }]])(
    'is a TypeError when it is %o',
    (wrong) => {
      const make = () => requestLog({ logger: wrong } as unknown as RequestLogOptions)

      expect(make).toThrow(TypeError)
      expect(make).toThrow('logger must be one with addContext, info, warn and error')
      expect(make).toThrow(expect.objectContaining({ cause: { package: pkg } }))
    },
  )
})

describe('what is secret', () => {
  const event = functionUrlEvent({
    headers: { 'x-viewer-authorization': 'Bearer sk-token', cookie: 'sk-cookie' },
    body: '{"query":"sk-prompt"}',
  })

  it('of an answer is in no line', async () => {
    const answer: AnswerHandler = (_, { signal }) =>
      scriptedAnswer([text('sk-answer'), stop], signal)

    expect(JSON.stringify(await lineOf(answerStack(answer), event))).not.toContain('sk-')
  })

  it('of an error is in no line', async () => {
    const fail = () => {
      throw Object.assign(new Error('sk-message', { cause: { package: 'p', data: 'sk-body' } }), {
        headers: { authorization: 'sk-header' },
        config: { url: 'https://api.example?key=sk-key' },
      })
    }

    expect(JSON.stringify(await lineOf(stack(fail), event))).not.toContain('sk-')
  })
})

it('throws nothing and writes one line without a secret, whatever the event and the outcome', async () => {
  const secret = 'sk-1234567890'
  const outcome = fc.oneof(
    fc.jsonValue().map((value) => () => value),
    fc.jsonValue().map((value) => () => {
      throw Object.assign(new Error(`${secret} ${JSON.stringify(value)}`), { data: secret })
    }),
    fc.constant(() => {
      throw secret
    }),
  )

  await fc.assert(
    fc.asyncProperty(anyEvent('authorization'), outcome, async (event, handler) => {
      lines.length = 0
      await openInvocation(stack(handler), event)

      expect(lines).toHaveLength(1)
      expect(JSON.stringify(lines)).not.toContain(secret)
    }),
  )
})

it('adds nothing to what the handler sees', () => {
  middy()
    .use(requestLog({ logger }))
    .handler((event, context) => {
      expectTypeOf(event).toBeUnknown()
      expectTypeOf(context).toEqualTypeOf<Context>()
    })
})
