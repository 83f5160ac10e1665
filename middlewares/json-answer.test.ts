import { getEventListeners } from 'node:events'
import { text as read } from 'node:stream/consumers'
import middy from '@middy/core'
import { describe, expect, expectTypeOf, it, vi } from 'vitest'
import type { AnswerEvent, HandlerResult, WholeAnswer } from '../src/answer/answer.ts'
import { httpError } from '../src/errors/http-error.ts'
import { fakeTime, settle } from '../test/support/faked-time.ts'
import { everythingOf, modes } from '../test/support/stacks.ts'
import { openInvocation } from '../twin/runtime/in-process.ts'
import { eventShapes, eventsWithoutHeaders } from '../twin/testing/event-shapes.ts'
import {
  forever,
  type ScriptStep,
  scriptedAnswer,
  stop,
  text,
  usage,
} from '../twin/testing/scripted-answer.ts'
import { type JsonAnswerOptions, jsonAnswer, jsonAnswerValidateOptions } from './json-answer.ts'
import { jsonErrors } from './json-errors.ts'
import type { JwtAuthContext } from './jwt-auth.ts'
import { type RequestLogOptions, requestLog } from './request-log.ts'

const pkg = 'middy-chat/json-answer'

type Handler = (signal: AbortSignal) => HandlerResult | Promise<HandlerResult>
type Run = { options?: JsonAnswerOptions; mode?: object; timeoutMs?: number; event?: unknown }

const said =
  (...steps: ScriptStep[]): Handler =>
  (signal) =>
    scriptedAnswer(steps, signal)

/** What a client gets of a handler behind this middleware alone; errors are thrown as they are. */
const answered = (handler: Handler, { options, mode, timeoutMs = 900_000, event = {} }: Run = {}) =>
  settle(
    openInvocation(
      middy(mode ?? {})
        .use(jsonAnswer(options))
        .handler((_event, { signal }) => handler(signal)),
      event,
      { timeoutMs },
    ).then(async ({ statusCode, headers, body }) => ({
      statusCode,
      headers,
      text: await read(body),
    })),
  )

const bodyOf = async (handler: Handler, run?: Run) =>
  JSON.parse((await answered(handler, run)).text)

const ours = (statusCode: number, code: string) => ({ statusCode, code, cause: { package: pkg } })

fakeTime()

describe.each(modes)('an answer in $mode mode', ({ options: mode }) => {
  it('is one JSON body with its text, finish reason and usage', async () => {
    const {
      statusCode,
      headers,
      text: body,
    } = await answered(said(text('Hel'), text('lo'), usage, stop), { mode })
    expect(statusCode).toBe(200)
    expect(headers).toEqual({ 'content-type': 'application/json', 'cache-control': 'no-store' })
    expect(JSON.parse(body)).toEqual({
      answer: 'Hello',
      finishReason: 'stop',
      usage: { inputTokens: 12, outputTokens: 3 },
    })
  })

  it('has no usage where the model gave none', async () => {
    expect(await bodyOf(said(text('a'), stop), { mode })).toEqual({
      answer: 'a',
      finishReason: 'stop',
    })
  })

  it('has the usage that came last, before the text or after the finish', async () => {
    const more: AnswerEvent = { type: 'usage', inputTokens: 12, outputTokens: 5 }
    expect(await bodyOf(said(usage, text('a'), stop, more), { mode })).toMatchObject({
      usage: { inputTokens: 12, outputTokens: 5 },
    })
  })

  it.each(['length', 'refused'] as const)('says that it ended by %s', async (reason) => {
    expect(await bodyOf(said(text('a'), { type: 'finish', reason }), { mode })).toEqual({
      answer: 'a',
      finishReason: reason,
    })
  })

  it('keeps line breaks, quotes and every other character of its text', async () => {
    const nasty = 'data: [DONE]\r\n\n\u2028"\\\0 😀 한국어'
    expect(await bodyOf(said(text(nasty), text(''), stop), { mode })).toMatchObject({
      answer: nasty,
    })
  })

  it('has one header of a name, whatever its case', async () => {
    let response: unknown
    const handler = middy(mode)
      .use({
        after: (request) => {
          response = request.response
        },
      })
      .use(jsonAnswer())
      .handler((_event, { signal }) => ({
        statusCode: 200,
        headers: { 'Content-Type': 'text/plain', 'CACHE-CONTROL': 'max-age=60', 'X-Own': '1' },
        multiValueHeaders: { 'Content-Type': ['text/html'], 'X-Own': ['2'] },
        body: scriptedAnswer([text('a'), stop], signal),
      }))
    const { text: rest } = await openInvocation(handler, {})
    await rest()
    expect(response).toMatchObject({
      headers: { 'content-type': 'application/json', 'cache-control': 'no-store', 'X-Own': '1' },
    })
    expect(Object.keys((response as { headers: object }).headers)).toHaveLength(3)
    expect(response).toHaveProperty('multiValueHeaders', { 'X-Own': ['2'] })
  })

  it('is taken from a response object with its status and headers', async () => {
    const handler: Handler = (signal) => ({
      statusCode: 201,
      headers: { 'x-own': '1', 'cache-control': 'max-age=60' },
      body: scriptedAnswer([text('a'), stop], signal),
    })
    expect(await answered(handler, { mode })).toMatchObject({
      statusCode: 201,
      headers: { 'x-own': '1', 'cache-control': 'no-store' },
      text: '{"answer":"a","finishReason":"stop"}',
    })
  })

  it.each([
    ['a string', 'plain'],
    ['a response', { statusCode: 200, body: 'plain' }],
  ])('is not %s, which passes through', async (_name, value) => {
    const { headers, text: body } = await answered(() => value, { mode })
    expect(body.replaceAll('"', '')).toBe('plain')
    expect(headers).not.toHaveProperty('cache-control')
  })

  it.each<[string, ScriptStep[], number, string]>([
    ['that finishes without a text', [usage, text(''), stop], 502, 'model_empty'],
    ['that is refused', [{ type: 'finish', reason: 'refused' }], 422, 'answer_refused'],
    ['that just stops', [], 502, 'model_incomplete'],
    ['that stops after a text', [text('a')], 502, 'model_incomplete'],
    ['that goes on after its finish', [text('a'), stop, text('b')], 500, 'internal_error'],
    ['that fails by an error not ours', [text('a'), new Error('sk-1')], 500, 'internal_error'],
    ['that never begins', [forever], 504, 'model_timeout'],
    ['that stalls', [text('a'), forever], 504, 'model_stalled'],
    ['that is too large', [text('a'.repeat(6_000_001)), stop], 502, 'answer_too_large'],
  ])('%s is an error', async (_name, steps, statusCode, code) => {
    const outcome = answered(said(...steps), { mode })
    await expect(outcome).rejects.toMatchObject(ours(statusCode, code))
    expect(everythingOf(await outcome.catch((error) => error))).not.toContain('sk-1')
  })

  it('that fails is the error of the model, whenever it fails', async () => {
    const failure = httpError('model_busy', {
      message: 'Later.',
      cause: { package: 'test' },
      headers: { 'retry-after': '7' },
    })
    await expect(answered(said(failure), { mode })).rejects.toBe(failure)
    await expect(answered(said(text('a'), failure), { mode })).rejects.toBe(failure)
  })

  it('that fails is JSON behind jsonErrors, with its status and headers', async () => {
    const failure = httpError('model_busy', {
      message: 'Later.',
      cause: { package: 'test' },
      headers: { 'retry-after': '7' },
    })
    const handler = middy(mode)
      .use(jsonErrors())
      .use(jsonAnswer())
      .handler((_event, { signal }) => scriptedAnswer([text('a'), failure], signal))
    const { statusCode, headers, body } = await settle(openInvocation(handler, {}))
    expect(statusCode).toBe(429)
    expect(headers).toMatchObject({ 'retry-after': '7', 'cache-control': 'no-store' })
    expect(JSON.parse(await settle(read(body)))).toMatchObject({ error: 'model_busy' })
  })
})

describe.each([
  ...eventShapes.map(({ name, event }) => ({
    name,
    event: event({ headers: { accept: 'text/event-stream' } }),
  })),
  ...eventsWithoutHeaders,
])('an event of $name', ({ event }) => {
  it('has JSON alone, whatever it accepts', async () => {
    const { headers, text: body } = await answered(said(text('a'), stop), { event })
    expect(headers).toEqual({ 'content-type': 'application/json', 'cache-control': 'no-store' })
    expect(JSON.parse(body)).toMatchObject({ answer: 'a' })
  })
})

describe('the limits of time', () => {
  it.each<[string, ScriptStep[], JsonAnswerOptions, number, string]>([
    ['20 s to the first text', [forever], {}, 20_000, 'model_timeout'],
    ['firstTextTimeoutMs', [usage, forever], { firstTextTimeoutMs: 50 }, 50, 'model_timeout'],
    ['20 s between two texts', [1_000, text('a'), forever], {}, 21_000, 'model_stalled'],
    [
      'idleTimeoutMs',
      [text('a'), 40, text('b'), forever],
      { idleTimeoutMs: 50 },
      90,
      'model_stalled',
    ],
    ['25 s in all', [...slow(30, 1_000), stop], {}, 25_000, 'deadline'],
    ['timeoutMs', [text('a'), forever], { timeoutMs: 50 }, 50, 'deadline'],
  ])('are %s', async (_name, steps, options, ms, code) => {
    const started = performance.now()
    await expect(answered(said(...steps), { options })).rejects.toMatchObject(ours(504, code))
    expect(performance.now() - started).toBe(ms)
  })

  it.each([
    ['3 s', {}, 7_000],
    ['deadlineMarginMs', { deadlineMarginMs: 4_000 }, 6_000],
  ])('are %s before the end of the function', async (_name, options, ms) => {
    const started = performance.now()
    const outcome = answered(said(text('a'), forever), { options, timeoutMs: 10_000 })
    await expect(outcome).rejects.toMatchObject(ours(504, 'deadline'))
    expect(performance.now() - started).toBe(ms)
  })

  it('are kept where the context knows no time', async () => {
    const handler = middy()
      .use(jsonAnswer())
      .handler((_event, { signal }) => scriptedAnswer([text('a'), ...slow(9, 9_000)], signal))
    const context = { getRemainingTimeInMillis: undefined as never }
    await expect(settle(openInvocation(handler, {}, { context }))).rejects.toMatchObject(
      ours(504, 'deadline'),
    )
  })

  it.each([
    ['works on for 1.5 s', {}, 1_500, 21_500],
    ['hangs', {}, forever, 22_000],
    ['hangs', { finalizeMs: 500 }, forever, 20_500],
  ])('leave time to a wrapper that %s', async (_name, options, ms, expected) => {
    let saved = false
    const handler: Handler = async function* (signal) {
      try {
        yield* scriptedAnswer([text('a'), forever], signal)
      } finally {
        await new Promise((resolve) => ms !== forever && setTimeout(resolve, ms))
        saved = true
      }
    }
    const started = performance.now()
    await expect(answered(handler, { options })).rejects.toMatchObject(ours(504, 'model_stalled'))
    expect(performance.now() - started).toBe(expected)
    expect(saved).toBe(ms !== forever)
  })
})

describe('the last work of a wrapper', () => {
  it.each<[string, ScriptStep[], string]>([
    ['before its text', [stop], 'model_empty'],
    ['after its finish', [text('a'), stop, text('never said')], 'internal_error'],
  ])('is waited for when an answer breaks off %s', async (_when, steps, code) => {
    let saved = false
    const handler: Handler = async function* (signal) {
      try {
        yield* scriptedAnswer(steps, signal)
      } finally {
        await new Promise((resolve) => setTimeout(resolve, 1_500))
        saved = true
      }
    }
    await expect(answered(handler)).rejects.toMatchObject({ code })
    expect(saved).toBe(true)
  })
})

describe('the option body', () => {
  it('shapes the body of the whole answer', async () => {
    const body = vi.fn(({ text: reply }: WholeAnswer) => ({ reply }))
    expect(await bodyOf(said(usage, text('a'), stop), { options: { body } })).toEqual({
      reply: 'a',
    })
    expect(body.mock.calls).toEqual([
      [
        { text: 'a', finishReason: 'stop', usage: { inputTokens: 12, outputTokens: 3 } },
        {
          event: expect.anything(),
          context: expect.objectContaining({ signal: expect.anything() }),
        },
      ],
    ])
  })

  it('sees what the middlewares behind it have made of the event and the context', async () => {
    const body: JsonAnswerOptions['body'] = ({ text: reply }, { event, context }) => ({
      reply,
      asked: (event as { body: { query: string } }).body.query,
      by: (context as JwtAuthContext).claims.sub,
    })
    const handler = middy()
      .use(jsonAnswer({ body }))
      .before(({ event, context }) => {
        Object.assign(event as object, { body: { query: 'Why?' } })
        Object.assign(context, { claims: { sub: 'learner' } })
      })
      .handler((_event, { signal }) => said(text('a'), stop)(signal))
    const response = await openInvocation(handler, {})
    expect(JSON.parse(await response.text())).toEqual({ reply: 'a', asked: 'Why?', by: 'learner' })
  })

  it('is told the chat that the answer belongs to', async () => {
    const chat: AnswerEvent = { type: 'data', name: 'chat', data: { id: 'c1', title: 'Why?' } }
    const body = ({ text: reply, data }: WholeAnswer) => ({ reply, of: data?.chat })
    expect(await bodyOf(said(chat, text('a'), stop), { options: { body } })).toEqual({
      reply: 'a',
      of: { id: 'c1', title: 'Why?' },
    })
  })
})

describe('the option maxBytes', () => {
  it('stops the model at the first text beyond it', async () => {
    let [asked, ended] = [0, false]
    const handler: Handler = async function* () {
      try {
        for (; asked < 1_000; asked += 1) yield text('한'.repeat(10))
      } finally {
        ended = true
      }
    }
    const outcome = answered(handler, { options: { maxBytes: 100 } })
    await expect(outcome).rejects.toMatchObject({
      ...ours(502, 'answer_too_large'),
      retryable: false,
    })
    expect([asked, ended]).toEqual([3, true])
    expect(everythingOf(await outcome.catch((error) => error))).not.toContain('한')
  })

  it('counts the body as it stands in the response of Lambda', async () => {
    const answer = '"\n한'.repeat(10)
    const json = JSON.stringify({ answer, finishReason: 'stop' })
    const exact = Buffer.byteLength(JSON.stringify(json))
    const handler = said(text(answer), stop)
    expect(await bodyOf(handler, { options: { maxBytes: exact } })).toMatchObject({ answer })
    await expect(answered(handler, { options: { maxBytes: exact - 1 } })).rejects.toMatchObject(
      ours(502, 'answer_too_large'),
    )
  })

  it('by default refuses what Lambda would', async () => {
    const quotes = said(text('"'.repeat(2_000_000)), stop)
    await expect(answered(quotes)).rejects.toMatchObject(ours(502, 'answer_too_large'))
  })
})

describe('the signal', () => {
  /** The signal of a request, and what became of it. */
  const signalOf = async (steps: ScriptStep[]) => {
    let seen = new AbortController().signal
    await answered((signal) => {
      seen = signal
      return scriptedAnswer(steps, signal)
    }).catch(() => {})
    return seen
  }

  it.each<[string, ScriptStep[], boolean]>([
    ['ended', [text('a'), stop], false],
    ['broke off', [text('a')], true],
  ])('of an answer that %s has no listener left', async (_name, steps, aborted) => {
    const signal = await signalOf(steps)
    expect(signal.aborted).toBe(aborted)
    expect(getEventListeners(signal, 'abort')).toEqual([])
  })

  it('of a request without an answer has no deadline left', async () => {
    await openInvocation(
      middy()
        .use(jsonAnswer())
        .handler(() => 'plain'),
      {},
    )
    expect(vi.getTimerCount()).toBe(0)
  })

  it('of a request that is refused is aborted, and has no deadline left', async () => {
    let signal: AbortSignal | undefined
    const handler = middy()
      .use(jsonAnswer())
      .before(({ context }) => {
        signal = context.signal
        throw httpError('missing_token', { message: 'No.', cause: { package: 'test' } })
      })
      .handler(() => 'never')
    await expect(openInvocation(handler, {})).rejects.toMatchObject({ statusCode: 401 })
    expect(signal?.reason).toMatchObject({ code: 'closed', cause: { package: pkg } })
  })
})

describe.each(modes)('the line of requestLog in $mode mode', ({ options: mode }) => {
  const lineOf = async (handler: Handler) => {
    const lines: object[] = []
    const write = (_message: unknown, line: object) => void lines.push(line)
    const logger = { addContext: () => {}, info: write, warn: write, error: write }
    const stack = middy(mode)
      .use(requestLog({ logger } as unknown as RequestLogOptions))
      .use(jsonErrors())
      .use(jsonAnswer())
      .handler((_event, { signal }) => handler(signal))
    await settle(openInvocation(stack, {}).then(({ body }) => read(body)))
    expect(lines).toHaveLength(1)
    return lines[0]
  }

  it('has the facts of the answer', async () => {
    expect(await lineOf(said(40, text('a'), 60, text('b'), usage, stop))).toEqual({
      statusCode: 200,
      firstByteMs: 100,
      totalMs: 100,
      chunks: 2,
      finishReason: 'stop',
    })
  })

  it('has what was said before an error, and the error', async () => {
    expect(await lineOf(said(text('a'), forever))).toEqual({
      statusCode: 504,
      firstByteMs: 20_000,
      totalMs: 20_000,
      chunks: 1,
      error: { code: 'model_stalled', statusCode: 504, package: pkg },
    })
  })

  it('has no facts of an answer where there was none', async () => {
    const refuse = () => {
      throw httpError('missing_token', { message: 'No.', cause: { package: 'test' } })
    }
    expect(await lineOf(refuse)).not.toHaveProperty('chunks')
    expect(await lineOf(() => 'plain')).not.toHaveProperty('chunks')
  })
})

describe('options', () => {
  it.each<[string, object]>([
    ['body', { body: 'answer' }],
    ['maxBytes', { maxBytes: 0 }],
    ['timeoutMs', { timeoutMs: -1 }],
    ['firstTextTimeoutMs', { firstTextTimeoutMs: 1.5 }],
    ['idleTimeoutMs', { idleTimeoutMs: '20' }],
    ['deadlineMarginMs', { deadlineMarginMs: Number.NaN }],
    ['finalizeMs', { finalizeMs: 3_000 }],
  ])('refuse a wrong %s at start-up', (name, options) => {
    for (const check of [jsonAnswer, jsonAnswerValidateOptions]) {
      expect(() => check({ ...options })).toThrow(TypeError)
      expect(() => check({ ...options })).toThrow(name)
      expect(() => check({ ...options })).toThrow(
        expect.objectContaining({ cause: { package: pkg } }),
      )
    }
  })

  it('need not be given', () => {
    expect(() => jsonAnswerValidateOptions()).not.toThrow()
    expect(() => jsonAnswerValidateOptions({ timeoutMs: 60_000 })).not.toThrow()
  })
})

it('gives the handler a signal that it can see without a cast', () => {
  middy()
    .use(
      jsonAnswer({
        body: (answer) => ({ reply: expectTypeOf(answer).toEqualTypeOf<WholeAnswer>() }),
      }),
    )
    .handler((_event, context) => {
      expectTypeOf(context.signal).toEqualTypeOf<AbortSignal>()
    })
})

function slow(times: number, ms: number): ScriptStep[] {
  return Array.from({ length: times }, () => [ms, text('a')]).flat()
}
