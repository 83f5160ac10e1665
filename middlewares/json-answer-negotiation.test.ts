import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import middy from '@middy/core'
import httpCors from '@middy/http-cors'
import fc from 'fast-check'
import { describe, expect, expectTypeOf, it } from 'vitest'
import type { HandlerResult } from '../src/answer/answer.ts'
import { httpError } from '../src/errors/http-error.ts'
import { anyEvent } from '../test/support/any-event.ts'
import { fakeTime, settle } from '../test/support/faked-time.ts'
import { readFrames } from '../twin/frames.ts'
import { openInvocation } from '../twin/runtime/in-process.ts'
import {
  eventShapes,
  eventsWithoutHeaders,
  functionUrlEvent,
} from '../twin/testing/event-shapes.ts'
import { forever, scriptedAnswer, stop, text } from '../twin/testing/scripted-answer.ts'
import { eventStream, streaming } from './event-stream.ts'
import { type JsonAnswerOptions, jsonAnswer } from './json-answer.ts'
import { jsonErrors } from './json-errors.ts'
import { type RequestLogOptions, requestLog } from './request-log.ts'

type Handler = (signal: AbortSignal) => HandlerResult | Promise<HandlerResult>

const json = functionUrlEvent({ headers: { accept: 'application/json' } })
const stream = functionUrlEvent({ headers: { accept: 'text/event-stream' } })
const both = [
  { type: 'JSON', event: json },
  { type: 'a stream', event: stream },
]

const hello: Handler = (signal) => scriptedAnswer([text('Hello'), stop], signal)

const stack = (handler: Handler, options: JsonAnswerOptions = {}) =>
  middy(streaming)
    .use(jsonErrors())
    .use(eventStream())
    .use(jsonAnswer(options))
    .handler((_event, { signal }) => handler(signal))

/** What a client gets, and how long it took. */
const answered = async (handler: unknown, event: unknown) => {
  const started = performance.now()
  const response = openInvocation(handler, event, { timeoutMs: 900_000 }).then(
    async ({ statusCode, headers, body }) => {
      const bytes = await buffer(body)
      const type = headers['content-type']
      return {
        statusCode,
        headers,
        ms: performance.now() - started,
        ...(type === 'application/json' && { json: JSON.parse(bytes.toString()) }),
        ...(type?.startsWith('text/event-stream') && {
          frames: await readFrames(Readable.from([bytes])),
        }),
      }
    },
  )
  return settle(response)
}

const asJson = { json: { answer: 'Hello', finishReason: 'stop' } }
const asStream = {
  frames: [
    { data: { chunk: 'Hello' } },
    { event: 'finish', data: { reason: 'stop' } },
    { data: '[DONE]' },
  ],
}

fakeTime()

describe('a client that accepts', () => {
  it.each([
    'application/json',
    'Application/JSON',
    'application/json; charset=utf-8',
    'application/*',
    'application/json, text/plain, */*',
    'application/json, text/event-stream',
    'text/event-stream;q=0.4, application/json;q=0.5',
    'text/event-stream;q=0, */*',
  ])('%s has JSON', async (accept) => {
    const response = await answered(stack(hello), functionUrlEvent({ headers: { accept } }))
    expect(response).toMatchObject(asJson)
    expect(response.headers).toEqual({
      'content-type': 'application/json',
      'cache-control': 'no-store',
      vary: 'accept',
    })
  })

  it.each([
    'text/event-stream',
    'text/event-stream; charset=utf-8',
    'text/*',
    '*/*',
    'text/event-stream, application/json',
    'application/json;q=0.4, text/event-stream;q=0.5',
    'application/json;q=0, */*',
    'text/html',
    'application/problem+json',
    '*/*;q=0',
    'json',
    ';,;',
    '',
  ])('"%s" has the stream', async (accept) => {
    const response = await answered(stack(hello), functionUrlEvent({ headers: { accept } }))
    expect(response).toMatchObject(asStream)
    expect(response.headers).toMatchObject({
      'cache-control': 'no-cache, no-transform',
      vary: 'accept',
    })
  })
})

describe('by default JSON, a client that accepts', () => {
  const byDefault = stack(hello, { byDefault: true })

  it.each(['*/*', 'text/html', '*/*;q=0', 'json', '', 'application/json', 'application/*'])(
    '"%s" has JSON',
    async (accept) => {
      const event = functionUrlEvent({ headers: { accept } })
      expect(await answered(byDefault, event)).toMatchObject(asJson)
    },
  )

  it.each([
    'text/event-stream',
    'text/event-stream, */*',
    'text/event-stream, application/json',
    'application/json;q=0.4, text/event-stream;q=0.5',
  ])('"%s" has the stream', async (accept) => {
    const event = functionUrlEvent({ headers: { accept } })
    expect(await answered(byDefault, event)).toMatchObject(asStream)
  })

  it.each(eventsWithoutHeaders)('nothing ($name) has JSON', async ({ event }) => {
    expect(await answered(byDefault, event)).toMatchObject(asJson)
  })
})

describe.each(eventShapes)('a client behind $name', ({ event }) => {
  it.each([
    ['JSON', 'application/json', asJson],
    ['a stream', 'text/event-stream', asStream],
    ['JSON', ['text/html', 'application/json'], asJson],
  ])('has %s when it accepts %s', async (_type, accept, expected) => {
    expect(await answered(stack(hello), event({ headers: { accept } }))).toMatchObject(expected)
  })
})

it.each(eventsWithoutHeaders)(
  'an event without accept ($name) has the stream',
  async ({ event }) => {
    expect(await answered(stack(hello), event)).toMatchObject(asStream)
  },
)

describe.each(both)('vary, of $type,', ({ event }) => {
  it.each([
    [{}, { vary: 'accept' }],
    [{ vary: 'Origin' }, { vary: 'Origin, accept' }],
    [{ Vary: 'Origin , Cookie' }, { vary: 'Origin, Cookie, accept' }],
    [{ vary: 'Origin,Cookie' }, { vary: 'Origin, Cookie, accept' }],
    [{ vary: 'Accept-Language' }, { vary: 'Accept-Language, accept' }],
    [{ vary: 'X-Accept' }, { vary: 'X-Accept, accept' }],
    [{ VARY: 'Origin, Accept' }, { vary: 'Origin, Accept' }],
    [{ vary: '*' }, { vary: '*' }],
  ])('with %j is %j', async (own, expected) => {
    const handler: Handler = (signal) => ({
      statusCode: 201,
      headers: own,
      body: scriptedAnswer([text('a'), stop], signal),
    })
    const { statusCode, headers } = await answered(stack(handler), event)
    expect(statusCode).toBe(201)
    expect(headers).toMatchObject(expected)
  })

  it('has room for that of @middy/http-cors', async () => {
    const handler = middy(streaming)
      .use(httpCors({ origins: ['https://a.example', 'https://b.example'] }))
      .use(eventStream())
      .use(jsonAnswer())
      .handler((_event, { signal }) => hello(signal))
    const { headers } = await answered(handler, event)
    expect(headers).toMatchObject({ vary: 'accept, Origin' })
  })

  it('is not there where there was no answer', async () => {
    const { headers } = await answered(
      stack(() => ({ statusCode: 200, body: 'plain' })),
      event,
    )
    expect(headers).not.toHaveProperty('vary')
  })
})

describe('each keeps its own limits', () => {
  const late: Handler = (signal) =>
    scriptedAnswer([text('a'), 19_000, text('b'), 19_000, stop], signal)

  it('of which a stream has no timeoutMs', async () => {
    expect((await answered(stack(late), stream)).frames?.at(-1)).toEqual({ data: '[DONE]' })
  })

  it('of which JSON has, on the one signal of the request', async () => {
    let early: AbortSignal | undefined
    const handler = middy(streaming)
      .use(jsonErrors())
      .use(eventStream())
      .before(({ context }) => {
        early = context.signal
      })
      .use(jsonAnswer())
      .handler((_event, { signal }) => late(signal))
    expect(await answered(handler, json)).toMatchObject({
      statusCode: 504,
      ms: 25_000,
      json: { error: 'deadline' },
    })
    expect(early?.reason).toMatchObject({
      code: 'deadline',
      cause: { package: 'middy-chat/json-answer' },
    })
  })
})

describe('an answer that fails', () => {
  const failing: Handler = (signal) => scriptedAnswer([text('a'), forever], signal)

  it('is an error with its status for who wants JSON', async () => {
    expect(await answered(stack(failing), json)).toMatchObject({
      statusCode: 504,
      json: { error: 'model_stalled' },
    })
  })

  it('is an error frame for who wants the stream', async () => {
    const { statusCode, frames } = await answered(stack(failing), stream)
    expect(statusCode).toBe(200)
    expect(frames?.at(-1)).toMatchObject({ event: 'error', data: { code: 'model_stalled' } })
  })
})

describe.each(both)('the line of requestLog for $type', ({ event }) => {
  const linesOf = async (handler: Handler) => {
    const lines: object[] = []
    const write = (_message: unknown, line: object) => void lines.push(line)
    const logger = { addContext: () => {}, info: write, warn: write, error: write }
    const logged = middy(streaming)
      .use(requestLog({ logger } as unknown as RequestLogOptions))
      .use(jsonErrors())
      .use(eventStream())
      .use(jsonAnswer())
      .handler((_event, { signal }) => handler(signal))
    await answered(logged, event)
    return lines
  }

  it('has the facts of the answer', async () => {
    expect(await linesOf(hello)).toEqual([
      {
        statusCode: 200,
        firstByteMs: expect.any(Number),
        totalMs: expect.any(Number),
        chunks: 1,
        finishReason: 'stop',
      },
    ])
  })

  it('has the status and the code of an answer that fails at once', async () => {
    const busy = httpError('model_busy', { message: 'Later.', cause: { package: 'test' } })
    expect(await linesOf((signal) => scriptedAnswer([busy], signal))).toEqual([
      expect.objectContaining({
        statusCode: 429,
        chunks: 0,
        error: { code: 'model_busy', statusCode: 429, package: 'test' },
      }),
    ])
  })
})

it('in the wrong order fails at every request, and says so', async () => {
  const handler = middy(streaming)
    .use(jsonAnswer())
    .use(eventStream())
    .handler(() => 'never')
  const outcome = answered(handler, json)
  await expect(outcome).rejects.toBeInstanceOf(TypeError)
  await expect(outcome).rejects.toMatchObject({
    message: expect.stringContaining('before jsonAnswer'),
    cause: { package: 'middy-chat/event-stream' },
  })
})

it('answers every event whatever, as JSON or as a stream', async () => {
  await fc.assert(
    fc.asyncProperty(anyEvent('accept'), async (event) => {
      const { headers, json: body, frames } = await answered(stack(hello), event)
      expect(headers).toMatchObject({ vary: 'accept' })
      expect([asJson, asStream]).toContainEqual(body ? { json: body } : { frames })
    }),
  )
})

it('gives the handler one signal, typed', () => {
  middy(streaming)
    .use(eventStream())
    .use(jsonAnswer())
    .handler((_event, context) => {
      expectTypeOf(context.signal).toEqualTypeOf<AbortSignal>()
      return undefined
    })
})
