import { setImmediate as turn } from 'node:timers/promises'
import middy from '@middy/core'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Answer } from '../src/answer/answer.ts'
import { toHttpError } from '../src/errors/http-error.ts'
import { modes } from '../test/support/stacks.ts'
import { openInvocation } from '../twin/runtime/in-process.ts'
import { scriptedAnswer, stop, text } from '../twin/testing/scripted-answer.ts'
import { eventStream, streaming } from './event-stream.ts'
import { jsonAnswer } from './json-answer.ts'
import { jsonErrors } from './json-errors.ts'
import { type RequestLogOptions, requestLog } from './request-log.ts'

type Line = { statusCode: number; error?: { why?: string } }
type Stack = { mode: object; writer?: () => object; logs?: boolean; shapes?: boolean }
type Outcome = { statusCode: number; body: string } | { refused: string | undefined }

const answer = () => scriptedAnswer([text('Hello'), stop], new AbortController().signal)
const answers = [
  { result: 'an answer', make: (): unknown => answer() },
  {
    result: 'a response with an answer',
    make: (): unknown => ({ statusCode: 200, body: answer() }),
  },
]
const json = { result: 'JSON', make: (): unknown => ({ said: 'Hello' }) }
/** JSON with some of what a generator has. */
const pages = [
  { has: 'a link next', make: (): unknown => ({ next: '?page=2', said: 'Hello' }) },
  { has: 'a function next', make: (): unknown => ({ next() {}, said: 'Hello' }) },
  { has: 'a link next on a list', make: (): unknown => Object.assign(['Hello'], { next: '?2' }) },
]
const generators = [
  { result: 'a generator', make: (): unknown => [text('Hello'), stop].values() },
  { result: 'a response with one', make: (): unknown => ({ statusCode: 200, body: [].values() }) },
]

const around = [
  { inside: 'alone', logs: false, shapes: false },
  { inside: 'inside jsonErrors', logs: false, shapes: true },
  { inside: 'inside requestLog', logs: true, shapes: false },
  { inside: 'inside both', logs: true, shapes: true },
]

/** What is printed of the last request. */
const printed: string[] = []

/** What a client gets, or why it gets an error; and what was logged. */
const outcomeOf = async (make: () => unknown, { mode, writer, logs, shapes }: Stack) => {
  const lines: Line[] = []
  printed.length = 0
  const note = (_message: string, line: Line) => void lines.push(line)
  const logger = { addContext() {}, info: note, warn: note, error: note }
  let thrown: unknown
  const handler = middy(mode).onError(({ error }) => {
    thrown = error
  })
  if (logs) handler.use(requestLog({ logger } as unknown as RequestLogOptions))
  if (shapes) handler.use(jsonErrors())
  if (writer) handler.use(writer())
  handler.handler(() => make())
  const outcome = await openInvocation(handler, {}).then(
    async (response): Promise<Outcome> => {
      const { statusCode } = response
      const body = await response.text()
      await response.done
      await turn()
      return thrown ? { refused: whyOf(thrown) } : { statusCode, body }
    },
    (error: unknown): Outcome => ({ refused: whyOf(error) }),
  )
  return { outcome, lines }
}

/** What is logged of it. */
function whyOf(error: unknown): string | undefined {
  return toHttpError(error, 'test').cause.why as string | undefined
}

beforeEach(() => {
  vi.spyOn(console, 'error').mockImplementation((line) => void printed.push(String(line)))
})
afterEach(() => {
  vi.restoreAllMocks()
})

describe.each(around)('$inside', (outer) => {
  const expectRefusal = async (make: () => unknown, stack: Stack, remedy: string) => {
    const { outcome, lines } = await outcomeOf(make, { ...stack, ...outer })
    expect(outcome).toEqual({ refused: expect.stringContaining(remedy) })
    expect(lines.map(({ statusCode, error }) => [statusCode, error?.why])).toEqual(
      outer.logs ? [[500, expect.stringContaining(remedy)]] : [],
    )
    // Of `jsonErrors` alone, which then logs. Without it Lambda does.
    expect(printed).toEqual(outer.shapes && !outer.logs ? [expect.stringContaining(remedy)] : [])
  }
  const expectBody = async (make: () => unknown, stack: Stack, body: string) => {
    const { outcome, lines } = await outcomeOf(make, { ...stack, ...outer })
    expect(outcome).toEqual({ statusCode: 200, body: expect.stringContaining(body) })
    expect(lines.map(({ statusCode }) => statusCode)).toEqual(outer.logs ? [200] : [])
  }

  describe('eventStream', () => {
    const writer = () => eventStream()

    it.each([...answers, ...generators, json])(
      'in standard mode refuses every request, here for $result, and names middy(streaming)',
      ({ make }) => expectRefusal(make, { mode: {}, writer }, 'middy(streaming)'),
    )

    it.each(answers)('in streaming mode streams $result', ({ make }) =>
      expectBody(make, { mode: streaming, writer }, 'data: {"chunk":"Hello"}'),
    )

    it.each(generators)('in streaming mode refuses $result', ({ make }) =>
      expectRefusal(make, { mode: streaming, writer }, 'async function*'),
    )
  })

  describe('jsonAnswer', () => {
    const writer = () => jsonAnswer()

    it.each(modes)('in $mode mode writes answers', async ({ options: mode }) => {
      for (const { make } of answers) await expectBody(make, { mode, writer }, '{"answer":"Hello"')
    })

    it.each(modes)('in $mode mode refuses a generator that is not async', async ({ options }) => {
      for (const { make } of generators) {
        await expectRefusal(make, { mode: options, writer }, 'async function*')
      }
    })

    it('in standard mode leaves JSON alone', () =>
      expectBody(json.make, { mode: {}, writer }, '{"said":"Hello"}'))

    it.each(pages)('takes JSON with $has for no generator', ({ make }) =>
      expectBody(make, { mode: {}, writer }, JSON.stringify(make())),
    )
  })

  describe('without eventStream and jsonAnswer', () => {
    // Without any middleware of this library nothing could refuse it.
    it.skipIf(outer.inside === 'alone').each(modes)(
      'in $mode mode an answer is refused, and the middlewares are named',
      async ({ options: mode }) => {
        for (const { make } of answers) {
          await expectRefusal(make, { mode }, 'use eventStream or jsonAnswer')
        }
        for (const { make } of generators) await expectRefusal(make, { mode }, 'async function*')
      },
    )

    it('in standard mode JSON is left alone', () =>
      expectBody(json.make, { mode: {} }, '{"said":"Hello"}'))
  })

  it.each([
    { beside: 'eventStream', writer: () => eventStream() },
    { beside: 'jsonAnswer', writer: () => jsonAnswer() },
    { beside: 'neither', writer: undefined },
  ])('in streaming mode JSON beside $beside is an error', async ({ writer }) => {
    const stack = { mode: streaming, ...(writer && { writer }) }
    // Without requestLog it is Middy's own, which Lambda logs.
    if (outer.logs) return expectRefusal(json.make, stack, 'use JSON.stringify')
    const { outcome } = await outcomeOf(json.make, { ...stack, ...outer })
    expect(outcome).toEqual({ refused: undefined })
  })
})

describe('a route of a router', () => {
  const routeIn = (mode: object, inner: object) => {
    const route = middy().use(jsonErrors()).use(inner).handler(answer)
    return middy(mode)
      .use(jsonErrors())
      .handler((event, context) => route(event, context))
  }

  it('with eventStream streams where the stack around the router does', async () => {
    const response = await openInvocation(routeIn(streaming, eventStream()), {})
    expect(await response.text()).toContain('data: {"chunk":"Hello"}')
    expect((await openInvocation(routeIn({}, eventStream()), {})).statusCode).toBe(500)
  })

  it('may leave the answer to the stack around the router', async () => {
    const route = middy().use(jsonErrors()).handler(answer)
    const handler = middy()
      .use(jsonErrors())
      .use(jsonAnswer())
      .handler((event, context) => route(event, context))
    const response = await openInvocation(handler, {})
    expect(JSON.parse(await response.text())).toMatchObject({ answer: 'Hello' })
  })
})

describe('what is no event of an answer', () => {
  const secret = 'sk-prompt of a learner'
  const textFault = 'The text of a text event must be a string'
  const nameFault = 'The name of a data event must be in lower case, and not that of another event'
  const reasonFault = 'The reason of a finish event must be stop, length or refused'

  it.each<[string, unknown, string]>([
    ['a string', secret, 'this one yielded a string'],
    ['a number', 1, 'this one yielded a number'],
    ['nothing', undefined, 'this one yielded undefined'],
    ['null', null, 'this one yielded null'],
    ['an object', { text: secret }, 'this one yielded an object without a type'],
    ['an event of others', { type: 'text-delta', text: secret }, 'yielded the type text-delta'],
    ['a text as its type', { type: secret }, 'yielded an unknown type'],
    ['a type that every object has', { type: 'constructor' }, 'yielded the type constructor'],
    ['a text without text', { type: 'text', txt: secret }, textFault],
    ['a text that is none', { type: 'text', text: { secret } }, textFault],
    [
      'a data event without data',
      { type: 'data', name: 'chat' },
      'The data of a data event must be a JSON value',
    ],
    ...['text', 'message', 'usage', 'finish', 'error'].map((name): [string, unknown, string] => [
      `a data event named ${name}`,
      { type: 'data', name, data: 1 },
      nameFault,
    ]),
    ['a data event with a text as its name', { type: 'data', name: secret, data: 1 }, nameFault],
    [
      'usage without tokens',
      { type: 'usage', inputTokens: 1 },
      'The outputTokens of a usage event must be a number',
    ],
    [
      'usage in words',
      { type: 'usage', inputTokens: secret },
      'The inputTokens of a usage event must be a number',
    ],
    ['a finish without a reason', { type: 'finish' }, reasonFault],
    ['a reason of others', { type: 'finish', reason: secret }, reasonFault],
  ])('is refused, and named without its text: %s', async (_what, event, remedy) => {
    async function* answerOf(before: unknown[]) {
      yield* before
      yield event
      yield stop
    }
    for (const [mode, writer] of [
      [streaming, () => eventStream()],
      [{}, () => jsonAnswer()],
    ] as const) {
      for (const before of [[], [text('Hello')]]) {
        const make = () => answerOf(before) as Answer
        const { outcome, lines } = await outcomeOf(make, { mode, writer, logs: true, shapes: true })
        expect(lines).toMatchObject([
          { error: { code: 'internal_error', why: expect.stringContaining(remedy) } },
        ])
        expect(JSON.stringify({ outcome, lines })).not.toContain(secret)
      }
    }
  })
})
