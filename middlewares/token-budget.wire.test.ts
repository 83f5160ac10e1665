import middy from '@middy/core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import * as z from 'zod/mini'
import type { ChatModel } from '../src/answer/answer.ts'
import { httpError } from '../src/errors/http-error.ts'
import { withBreaker } from '../src/models/with-breaker.ts'
import { withBudget } from '../src/models/with-budget.ts'
import { withFallback } from '../src/models/with-fallback.ts'
import { withRetry } from '../src/models/with-retry.ts'
import { spentBy } from '../test/support/budget-item.ts'
import { startTables, type TestTables } from '../test/support/chat-tables.ts'
import { ownTime } from '../test/support/faked-time.ts'
import { startLimits, type TestLimits } from '../test/support/limits-table.ts'
import { signedIn } from '../test/support/signed-in.ts'
import type { DynamoDb } from '../twin/services/dynamodb.ts'
import { functionUrlEvent } from '../twin/testing/event-shapes.ts'
import { invoke } from '../twin/testing/invoke.ts'
import { stop, text, usage } from '../twin/testing/scripted-answer.ts'
import { scriptedModel } from '../twin/testing/scripted-model.ts'
import { chatHistory } from './chat-history.ts'
import { eventStream, streaming } from './event-stream.ts'
import { jsonAnswer } from './json-answer.ts'
import { jsonBody } from './json-body.ts'
import { jsonErrors } from './json-errors.ts'
import { rateLimit } from './rate-limit.ts'
import { type RequestLogOptions, requestLog } from './request-log.ts'
import { type TokenBudgetOptions, tokenBudget } from './token-budget.ts'

const pkg = 'middy-chat/token-budget'
const noon = Date.parse('2026-11-29T12:00:00Z')
/** 10 tokens at the most, and 90 for the answer. */
const prompt = { system: '', user: 'x'.repeat(30) }
const maxOutputTokens = 90
/** What the scripted usage adds up to. */
const counted = 15
const cause = { package: 'test' }
const answering = () => scriptedModel([text('Look'), usage, stop])

type Line = { level: string; error?: object; warnings?: object[] }

let dynamodb: DynamoDb
let table: TestLimits
let lines: Line[]
let count = 0
/** Nobody has spent anything yet. */
let user: string
beforeAll(async () => {
  ;({ dynamodb, limits: table } = await startLimits())
})
beforeEach(() => {
  count += 1
  user = `user-${count}`
  lines = []
  dynamodb.resetCounts()
  ownTime()
  vi.spyOn(Date, 'now').mockReturnValue(noon)
})
afterEach(() => {
  dynamodb.fail = undefined
  dynamodb.throttle(0)
  vi.useRealTimers()
  vi.restoreAllMocks()
})
afterAll(() => dynamodb.close())

const logger = Object.fromEntries(
  ['info', 'warn', 'error'].map((level) => [
    level,
    (_message: string, line: Line) => void lines.push({ ...line, level }),
  ]),
)
const log = () =>
  requestLog({ logger: { ...logger, addContext() {} } } as unknown as RequestLogOptions)

type Options = Partial<TokenBudgetOptions>

const budget = (options: Options = {}) =>
  tokenBudget({ ...table, limits: { day: 250 }, ...options })

const streamed = (model: ChatModel, options?: Options, claims?: Record<string, unknown>) =>
  middy(streaming)
    .use(log())
    .use(jsonErrors())
    .use(eventStream())
    .use(signedIn(user, claims))
    .use(budget(options))
    .handler((_event, { signal }) => model.answer(prompt, { signal }))

const json = (model: ChatModel, options?: Options) =>
  middy()
    .use(log())
    .use(jsonErrors())
    .use(jsonAnswer())
    .use(signedIn(user))
    .use(budget(options))
    .handler((_event, { signal }) => model.answer(prompt, { signal }))

const budgeted = (model: ChatModel = answering()) => withBudget(model, { maxOutputTokens })

const ask = (handler: unknown) => invoke(handler, functionUrlEvent())

const headersOf = ({ headers }: { headers: Record<string, string | undefined> }) =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => /ratelimit|retry-after/.test(name)))

const dayLeft = (left: number, limit = 250) => ({
  'ratelimit-policy': `"day";q=${limit}`,
  ratelimit: `"day";r=${left};t=43200`,
})

describe.each([
  ['eventStream', streamed],
  ['jsonAnswer', json],
] as const)('with %s', (_name, stack) => {
  it('an answer is reserved, settled, and tells what is left', async () => {
    const handler = stack(budgeted())
    const first = await ask(handler)
    expect(first.statusCode).toBe(200)
    expect(headersOf(first)).toEqual(dayLeft(150))
    expect(await spentBy(table, user)).toEqual({ used: counted, reservations: 0 })
    expect(headersOf(await ask(handler))).toEqual(dayLeft(135))
    expect(await spentBy(table, user)).toEqual({ used: 2 * counted, reservations: 0 })
    expect(dynamodb.counts.requests).toEqual({ UpdateItem: 4, Query: 2 })
  })

  it('a spent budget is refused until it resets, and the model is not asked', async () => {
    const model = answering()
    const handler = stack(budgeted(model), { limits: { day: 110, month: 1_000 } })
    await ask(handler)
    dynamodb.resetCounts()
    const refused = await ask(handler)
    expect(refused.statusCode).toBe(429)
    expect(headersOf(refused)).toEqual({
      'retry-after': '43200',
      'ratelimit-policy': '"day";q=110, "month";q=1000',
      ratelimit: '"day";r=95;t=43200, "month";r=985;t=129600',
    })
    expect(refused.json()).toEqual({
      error: 'budget_exceeded',
      message: 'Your budget for answers is used up for now.',
      requestId: expect.any(String),
      resetsAt: '2026-11-30T00:00:00.000Z',
    })
    expect(lines.at(-1)).toMatchObject({
      level: 'warn',
      error: { code: 'budget_exceeded', package: pkg, window: 'day' },
    })
    expect([model.calls, dynamodb.counts.requests]).toEqual([1, { UpdateItem: 1 }])
    vi.mocked(Date.now).mockReturnValue(Date.parse('2026-11-30T00:00:00Z'))
    expect((await ask(handler)).statusCode).toBe(200)
  })

  it('names the window that ends last', async () => {
    const handler = stack(budgeted(), {
      limits: { day: 110, month: 110 },
      timeZone: 'Asia/Seoul',
    })
    await ask(handler)
    const refused = await ask(handler)
    expect(refused.json()).toMatchObject({ resetsAt: '2026-11-30T15:00:00.000Z' })
    expect(headersOf(refused)['retry-after']).toBe('97200')
  })

  it('a request that is larger than the budget is refused for good', async () => {
    const refused = await ask(stack(budgeted(), { limits: { day: 500, month: 99 } }))
    expect(refused.statusCode).toBe(413)
    expect(headersOf(refused)).toEqual({})
    expect(refused.json()).toMatchObject({ error: 'prompt_exceeds_budget' })
    expect(lines.at(-1)?.error).toMatchObject({ window: 'month', limit: 99, most: 100 })
    expect(dynamodb.counts.requests).toEqual({})
  })

  it('reservations in the way are refused for some seconds', async () => {
    const gate = Promise.withResolvers<void>()
    const slow: ChatModel = {
      async *answer() {
        yield text('Look')
        await gate.promise
        yield usage
        yield stop
      },
    }
    const first = ask(stack(budgeted(slow), { limits: { day: 150 } }))
    await vi.waitFor(async () => expect((await spentBy(table, user)).reservations).toBe(1))
    const refused = await ask(stack(budgeted(), { limits: { day: 150 } }))
    expect(refused.statusCode).toBe(429)
    expect(refused.json()).toMatchObject({ error: 'budget_reserved' })
    expect(headersOf(refused)).toEqual({ 'retry-after': '5', ...dayLeft(50, 150) })
    gate.resolve()
    expect((await first).statusCode).toBe(200)
    expect((await ask(stack(budgeted(), { limits: { day: 150 } }))).statusCode).toBe(200)
  })

  it('a model that fails costs nothing it did not serve, and its error tells what is left', async () => {
    const busy = httpError('model_busy', { cause })
    const failed = await ask(stack(budgeted(scriptedModel([busy]))))
    expect(failed.json()).toMatchObject({ error: 'model_busy' })
    expect(headersOf(failed)).toEqual(dayLeft(150))
    expect(await spentBy(table, user)).toEqual({ used: 0, reservations: 0 })
  })
})

describe('one reservation', () => {
  it('pays for an answer, whoever gives it after however many attempts', async () => {
    const overload = httpError('model_overloaded', { cause })
    const first = scriptedModel([overload])
    const second = scriptedModel([overload], [text('Look'), usage, stop])
    const model = budgeted(
      withFallback(
        withBreaker(withRetry(first, { retries: 1, random: () => 0 })),
        withRetry(second, { random: () => 0 }),
      ),
    )
    expect((await ask(streamed(model))).terminal).toMatchObject({ data: '[DONE]' })
    expect([first.calls, second.calls]).toEqual([2, 2])
    expect(dynamodb.counts.requests).toEqual({ UpdateItem: 2 })
    expect(await spentBy(table, user)).toEqual({ used: counted, reservations: 0 })
  })

  it('pays for each of several answers of one request', async () => {
    const model = budgeted()
    const twice: ChatModel = {
      async *answer(asked, options) {
        for await (const event of model.answer(asked, options)) {
          if (event.type === 'text') yield event
        }
        yield* model.answer(asked, options)
      },
    }
    const handler = streamed(twice)
    await ask(handler)
    expect(dynamodb.counts.requests).toEqual({ UpdateItem: 4 })
    expect(await spentBy(table, user)).toEqual({ used: 2 * counted, reservations: 0 })
  })

  it('is settled before the chat is saved, and before the finish', async () => {
    const { dynamodb: chats, tables } = await startTables()
    const asking = (model: ChatModel, tables: TestTables) =>
      middy(streaming)
        .use(jsonErrors())
        .use(eventStream())
        .use(signedIn(user))
        .use(jsonBody({ schema: z.object({ prompt: z.string() }) }))
        .use(chatHistory(tables))
        .use(budget())
        .handler(({ body }, { chat, signal }) =>
          model.answer({ system: '', user: body.prompt, history: chat.history }, { signal }),
        )
    const headers = { 'content-type': 'application/json' }
    const event = functionUrlEvent({ headers, body: JSON.stringify({ prompt: 'Why?' }) })
    const { frames, headers: sent } = await invoke(asking(budgeted(), tables), event)
    const kinds = frames.map((frame) =>
      'event' in frame ? frame.event : 'data' in frame && frame.data,
    )
    expect(kinds).toEqual(['chat', { chunk: 'Look' }, 'usage', 'finish', '[DONE]'])
    expect(headersOf({ headers: sent })).toEqual(dayLeft(250 - 90 - 2))
    expect(await spentBy(table, user)).toEqual({ used: counted, reservations: 0 })
    await chats.close()
  })

  it('pays for an answer that is JSON of a schema, valid or not', async () => {
    const schema = z.object({ hint: z.string() })
    for (const said of ['{"hint":"Look"}', 'Look']) {
      const model = budgeted(scriptedModel([text(said), usage, stop]))
      const handler = middy()
        .use(jsonErrors())
        .use(jsonAnswer({ json: schema }))
        .use(signedIn(user))
        .use(budget())
        .handler((_event, { signal }) => model.answer(prompt, { signal }))
      await ask(handler)
    }
    expect(await spentBy(table, user)).toEqual({ used: 2 * counted, reservations: 0 })
  })

  it('ends with its function and a minute when nobody settles it', async () => {
    const crashing: ChatModel = {
      async *answer() {
        yield text('Look')
        dynamodb.fail = 500
        yield stop
      },
    }
    const limits = { day: 190 }
    await invoke(streamed(budgeted(crashing), { limits }), functionUrlEvent(), {
      timeoutMs: 30_000,
    })
    dynamodb.fail = undefined
    expect(await spentBy(table, user)).toEqual({ used: 100, reservations: 1 })
    expect(lines.at(-1)).toMatchObject({
      level: 'warn',
      warnings: [{ code: 'limits_unavailable', package: pkg, table: 'limits' }],
    })
    vi.mocked(Date.now).mockReturnValue(noon + 89_000)
    expect((await ask(streamed(budgeted(), { limits }))).statusCode).toBe(429)
    vi.mocked(Date.now).mockReturnValue(noon + 91_000)
    dynamodb.resetCounts()
    expect((await ask(streamed(budgeted(), { limits }))).statusCode).toBe(200)
    expect(dynamodb.counts.requests).toEqual({ UpdateItem: 4 })
    expect(await spentBy(table, user)).toEqual({ used: 10 + counted, reservations: 0 })
  })
})

describe('the limits', () => {
  it('may stand in a claim; without one there is no limit, and no request', async () => {
    const plans: Record<string, object> = { free: { day: 100 }, paid: {} }
    const limits = ({ plan }: Readonly<Record<string, unknown>>) => plans[String(plan)] ?? {}
    const free = await ask(streamed(budgeted(), { limits }, { plan: 'free' }))
    expect(headersOf(free)).toEqual(dayLeft(0, 100))
    dynamodb.resetCounts()
    const paid = await ask(streamed(budgeted(), { limits }, { plan: 'paid' }))
    expect([paid.statusCode, headersOf(paid), dynamodb.counts.requests]).toEqual([200, {}, {}])
  })

  it.each([undefined, { day: Number.NaN }, { day: -1 }, { week: 1 }, { day: '5' }])(
    'that a function returns as %j are a fault of the service',
    async (odd) => {
      const response = await ask(streamed(budgeted(), { limits: () => odd as never }))
      expect(response.statusCode).toBe(500)
      expect(lines.at(-1)?.error).toMatchObject({
        package: pkg,
        why: expect.stringContaining('limits'),
      })
    },
  )

  it('may be in another unit', async () => {
    const weigh = (tokens: { inputTokens: number; outputTokens: number }) =>
      tokens.inputTokens * 0.25 + tokens.outputTokens * 2
    const model = withBudget(answering(), { maxOutputTokens, weigh })
    expect(headersOf(await ask(streamed(model)))).toEqual(dayLeft(250 - 183))
    expect(await spentBy(table, user)).toEqual({ used: 9, reservations: 0 })
  })

  it('do not hold for a model that costs nothing', async () => {
    const limits = { day: 100 }
    await ask(streamed(budgeted(), { limits }))
    expect((await ask(streamed(budgeted(), { limits }))).statusCode).toBe(429)
    dynamodb.resetCounts()
    const free = withBudget(answering(), { maxOutputTokens, weigh: () => 0 })
    expect((await ask(streamed(free, { limits }))).statusCode).toBe(200)
    expect(dynamodb.counts.requests).toEqual({})
  })

  it('stand beside those of rateLimit in the headers', async () => {
    const model = budgeted()
    const handler = middy(streaming)
      .use(eventStream())
      .use(signedIn(user))
      .use(
        rateLimit({
          ...table,
          limits: [{ requests: 9, seconds: 60 }],
          draftHeaders: true,
          name: user,
        }),
      )
      .use(budget())
      .handler((_event, { signal }) => model.answer(prompt, { signal }))
    const { headers } = await ask(handler)
    expect(headers['ratelimit-policy']).toBe('"60s";q=9;w=60, "day";q=250')
    expect(headers.ratelimit).toMatch(/^"60s";r=8;t=\d+, "day";r=150;t=43200$/)
  })
})

describe('a table that is unavailable', () => {
  it('refuses by default, without asking the model', async () => {
    dynamodb.fail = 'hang'
    const model = answering()
    const refused = await ask(streamed(budgeted(model)))
    expect(refused.statusCode).toBe(503)
    expect(refused.json()).toMatchObject({ error: 'limits_unavailable' })
    expect(model.calls).toBe(0)
  })

  it('lets answers pass by option, with a warning', async () => {
    dynamodb.fail = 'AccessDeniedException'
    const response = await ask(streamed(budgeted(), { whenUnavailable: 'open' }))
    expect(response.terminal).toMatchObject({ data: '[DONE]' })
    expect(headersOf(response)).toEqual({})
    expect(lines.at(-1)).toMatchObject({
      level: 'warn',
      warnings: [{ code: 'limits_unavailable', error: 'AccessDeniedException' }],
    })
  })

  it.each(['open', 'closed'] as const)(
    'refuses while it throttles: %s',
    async (whenUnavailable) => {
      dynamodb.throttle(1)
      const refused = await ask(streamed(budgeted(), { whenUnavailable }))
      expect(refused.json()).toMatchObject({ error: 'budget_reserved' })
      expect(headersOf(refused)).toEqual({ 'retry-after': '5' })
      expect(lines.at(-1)?.error).toMatchObject({ package: pkg, throttled: true })
    },
  )

  it('does not keep a complete answer from its client', async () => {
    const failing: ChatModel = {
      async *answer() {
        yield text('Look')
        dynamodb.fail = 'AccessDeniedException'
        yield usage
        yield stop
      },
    }
    expect((await ask(streamed(budgeted(failing)))).terminal).toMatchObject({ data: '[DONE]' })
  })
})

describe('a stack that is put together wrongly', () => {
  const model = budgeted()

  it.each<[string, () => unknown, string]>([
    [
      'without claims',
      () =>
        middy(streaming)
          .use(log())
          .use(jsonErrors())
          .use(eventStream())
          .use(budget())
          .handler(() => {}),
      'needs context.claims.sub',
    ],
    [
      'without a writer of the answer',
      () =>
        middy()
          .use(log())
          .use(jsonErrors())
          .use(signedIn(user))
          .use(budget())
          .handler(() => {}),
      'needs eventStream or jsonAnswer before it',
    ],
    [
      'without tokenBudget',
      () =>
        middy(streaming)
          .use(log())
          .use(jsonErrors())
          .use(eventStream())
          .handler((_event, { signal }) => model.answer(prompt, { signal })),
      'needs tokenBudget before the handler',
    ],
    [
      'with two budgets',
      () =>
        middy(streaming)
          .use(log())
          .use(jsonErrors())
          .use(eventStream())
          .use(signedIn(user))
          .use(budget({ limits: { day: 1 } }))
          .use(budget({ limits: { month: 1_000 } }))
          .handler((_event, { signal }) => model.answer(prompt, { signal })),
      'a request has one budget',
    ],
    ...[async () => ({ day: 1 }), () => new Map([['day', 1]]), () => []].map(
      (limits): [string, () => unknown, string] => [
        `with limits that are not known yet, or none: ${limits}`,
        () => streamed(model, { limits: limits as never }),
        'must return { day, month } or less',
      ],
    ),
  ])('%s says so', async (_name, make, why) => {
    expect((await ask(make())).statusCode).toBe(500)
    expect(lines.at(-1)?.error).toMatchObject({ why: expect.stringContaining(why) })
  })

  it('refuses a user whose id cannot be a key', async () => {
    user = 'x'.repeat(1_025)
    const response = await ask(streamed(budgeted()))
    expect(response.statusCode).toBe(403)
    expect(lines.at(-1)?.error).toMatchObject({ code: 'forbidden', reason: 'user' })
  })
})
