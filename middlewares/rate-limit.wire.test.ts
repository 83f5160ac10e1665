import { randomUUID } from 'node:crypto'
import { DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb'
import type { MiddlewareObj } from '@middy/core'
import middy from '@middy/core'
import httpErrorHandler from '@middy/http-error-handler'
import type { Context } from 'aws-lambda'
import fc from 'fast-check'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import * as z from 'zod/mini'
import { httpError } from '../src/errors/http-error.ts'
import { anyEvent } from '../test/support/any-event.ts'
import { ownTime } from '../test/support/faked-time.ts'
import { startLimits, type TestLimits } from '../test/support/limits-table.ts'
import { everythingOf, modes, refusalOf } from '../test/support/stacks.ts'
import { openInvocation } from '../twin/runtime/in-process.ts'
import type { DynamoDb } from '../twin/services/dynamodb.ts'
import {
  type EventShape,
  eventShapes,
  functionUrlEvent,
  httpApiEvent,
  restApiEvent,
} from '../twin/testing/event-shapes.ts'
import { scriptedAnswer, stop, text } from '../twin/testing/scripted-answer.ts'
import { eventStream, streaming } from './event-stream.ts'
import { jsonAnswer } from './json-answer.ts'
import { jsonBody } from './json-body.ts'
import { jsonErrors } from './json-errors.ts'
import { type RateLimitOptions, rateLimit } from './rate-limit.ts'
import { type RequestLogOptions, requestLog } from './request-log.ts'

const pkg = 'middy-chat/rate-limit'
const salt = 'a salt of at least thirty-two bytes'
const minute = { requests: 2, seconds: 60 }
const day = { requests: 3, seconds: 86_400 }

type Line = { level: string; statusCode: number; error?: object; warnings?: object[] }

let dynamodb: DynamoDb
let table: TestLimits
/** Tests share no counters. */
let name: string
let lines: Line[]
beforeAll(async () => {
  ;({ dynamodb, limits: table } = await startLimits())
})
beforeEach(() => {
  name = randomUUID()
  lines = []
  ownTime()
})
afterEach(() => {
  dynamodb.fail = undefined
  dynamodb.throttle(0)
  vi.useRealTimers()
  vi.restoreAllMocks()
})
afterAll(() => dynamodb.close())

const limit = (options: Partial<RateLimitOptions> = {}) =>
  rateLimit({ ...table, name, limits: [minute], key: 'address', salt, ...options })

const logger = Object.fromEntries(
  ['info', 'warn', 'error'].map((level) => [
    level,
    (_message: string, line: Line) => void lines.push({ ...line, level }),
  ]),
) as Record<string, unknown>
const log = () =>
  requestLog({ logger: { ...logger, addContext() {} } } as unknown as RequestLogOptions)

/** Who asks, in the place of a middleware that looks at a token. */
const user = (sub: string): MiddlewareObj<unknown, unknown, Error, Context> => ({
  before: ({ context }) => void Object.assign(context, { claims: { sub } }),
})

const headersOf = ({ headers }: { headers: object }) =>
  Object.fromEntries(
    Object.entries(headers).filter(([header]) => /ratelimit|retry-after/.test(header)),
  )

const shown = (requests: number, remaining: number | undefined, seconds = 60) => ({
  'x-ratelimit-limit': String(requests),
  ...(remaining !== undefined && { 'x-ratelimit-remaining': String(remaining) }),
  'x-ratelimit-window': String(seconds),
})

/** A stack whose handler may do anything. */
const stack = (
  limiter: ReturnType<typeof rateLimit>,
  handler: () => unknown = () => ({ statusCode: 200, body: 'done' }),
  mode: object = {},
) => middy(mode).use(log()).use(jsonErrors()).use(limiter).handler(handler)

const ask = (handler: unknown, event: unknown = httpApiEvent()) => openInvocation(handler, event)

describe.each(modes)('in $mode mode', ({ options: mode }) => {
  it('requests are counted down, then refused until the window ends', async () => {
    const handler = stack(limit(), undefined, mode)
    expect(headersOf(await ask(handler))).toEqual(shown(2, 1))
    expect(headersOf(await ask(handler))).toEqual(shown(2, 0))
    const refused = await ask(handler)
    const { 'retry-after': seconds, ...headers } = headersOf(refused)
    expect(headers).toEqual(shown(2, 0))
    expect(Number(seconds)).toBeGreaterThan(0)
    expect(Number(seconds)).toBeLessThanOrEqual(60)
    expect(refused.statusCode).toBe(429)
    expect(JSON.parse(await refused.text())).toMatchObject({
      error: 'rate_limited',
      message: 'Too many requests. Maximum 2 requests per 60 seconds.',
    })
    expect(lines.at(-1)).toMatchObject({
      level: 'warn',
      error: { code: 'rate_limited', package: pkg, limit: 2, seconds: 60 },
    })
  })

  it.each<[string, () => unknown, number]>([
    [
      'a refusal',
      () => Promise.reject(httpError('chat_not_found', { cause: { package: 'a' } })),
      404,
    ],
    ['a crash', () => Promise.reject(new RangeError('secret')), 500],
    [
      'a crash with the headers of a provider',
      () =>
        Promise.reject(
          Object.assign(new Error(), {
            headers: { 'x-ratelimit-limit': '9', 'x-ratelimit-limit-tokens': '9' },
          }),
        ),
      500,
    ],
    ['nothing that is an error', () => Promise.reject('secret'), 500],
    ['another status', () => ({ statusCode: 204 }), 204],
    ['a text', () => 'done', 200],
  ])('%s has the headers', async (_, handler, statusCode) => {
    const response = await ask(stack(limit(), handler, mode))
    expect(response.statusCode).toBe(statusCode)
    expect(headersOf(response)).toEqual(shown(2, 1))
  })

  it('a refusal before it has the headers too, without what is left', async () => {
    const refusing = {
      before: () => {
        throw httpError('missing_token', { cause: { package: 'a' } })
      },
    }
    const handler = middy(mode)
      .use(jsonErrors())
      .use(refusing)
      .use(limit())
      .handler(() => 'done')
    const response = await ask(handler)
    expect(response.statusCode).toBe(401)
    expect(headersOf(response)).toEqual(shown(2, undefined))
  })
})

describe('the headers', () => {
  const answer = () => scriptedAnswer([text('Hello'), stop], new AbortController().signal)

  it.each([
    ['a stream', streaming, eventStream()],
    ['an answer in JSON', {}, jsonAnswer()],
  ])('stand on %s', async (_, mode, writer) => {
    const handler = middy(mode).use(jsonErrors()).use(writer).use(limit()).handler(answer)
    const response = await ask(handler)
    expect(await response.text()).toContain('Hello')
    expect(headersOf(response)).toEqual(shown(2, 1))
  })

  it('stand on an answer that fails before its first text', async () => {
    const failing = () => scriptedAnswer([new Error()], new AbortController().signal)
    const handler = middy(streaming)
      .use(jsonErrors())
      .use(eventStream())
      .use(limit())
      .handler(failing)
    const response = await ask(handler)
    expect(response.statusCode).toBe(500)
    expect(headersOf(response)).toEqual(shown(2, 1))
  })

  it('stand on a refusal of a body', async () => {
    const handler = middy()
      .use(jsonErrors())
      .use(limit())
      .use(jsonBody({ schema: z.unknown() }))
      .handler(() => 'done')
    const response = await ask(handler)
    expect(response.statusCode).toBe(415)
    expect(headersOf(response)).toEqual(shown(2, 1))
  })

  it('are understood by the error handler of Middy', async () => {
    const handler = middy()
      .use(httpErrorHandler({ logger: false }))
      .use(limit())
      .handler(() => 'done')
    for (const statusCode of [200, 200, 429]) {
      expect(await ask(handler)).toMatchObject({ statusCode })
    }
    expect(headersOf(await ask(handler))).toMatchObject(shown(2, 0))
  })

  it('name the window that will refuse first, or has', async () => {
    const handler = stack(limit({ limits: [day, minute] }))
    expect(headersOf(await ask(handler))).toEqual(shown(2, 1))
    await ask(handler)
    expect(headersOf(await ask(handler))).toMatchObject(shown(2, 0))
    const other = stack(limit({ limits: [{ requests: 9, seconds: 60 }, day], name: `${name}2` }))
    expect(headersOf(await ask(other))).toEqual(shown(3, 2, 86_400))
  })

  it('of the draft of the IETF come by option, for all windows', async () => {
    const handler = stack(limit({ limits: [minute, day], draftHeaders: true }))
    const first = headersOf(await ask(handler))
    expect(first).toMatchObject(shown(2, 1))
    expect(first['ratelimit-policy']).toBe('"60s";q=2;w=60, "86400s";q=3;w=86400')
    expect(first.ratelimit).toMatch(/^"60s";r=1;t=\d{1,2}, "86400s";r=2;t=\d{1,5}$/)
    await ask(handler)
    expect(headersOf(await ask(handler)).ratelimit).toMatch(/^"60s";r=0;t=\d{1,2}$/)
  })

  it('of two limits are those closer to the handler', async () => {
    const outer = limit({ limits: [day], draftHeaders: true, name: `${name}2` })
    const inner = limit({ draftHeaders: true })
    const handler = middy()
      .use(jsonErrors())
      .use(outer)
      .use(inner)
      .handler(() => 'done')
    const { ratelimit, ...headers } = headersOf(await ask(handler))
    expect(headers).toMatchObject(shown(2, 1))
    expect(ratelimit).toMatch(/^"60s";r=1;t=\d+, "86400s";r=2;t=\d+$/)
    await ask(handler)
    const refused = headersOf(await ask(handler))
    expect(refused).toMatchObject(shown(2, 0))
    expect(refused.ratelimit).toMatch(/^"60s";r=0;t=\d+, "86400s";r=0;t=\d+$/)
  })
})

it('the headers of two limits do not mix where a request reaches only the outer one', async () => {
  const handler = middy()
    .use(jsonErrors())
    .use(limit())
    .use(jsonBody({ schema: z.unknown() }))
    .use(limit({ limits: [day], name: `${name}2` }))
    .handler(() => 'done')
  expect(headersOf(await ask(handler))).toEqual(shown(2, 1))
  await ask(handler)
  expect(headersOf(await ask(handler))).toMatchObject(shown(2, 0))
})

describe('a client', () => {
  /** The statuses of three requests, of which two may pass if they count together. */
  const statuses = async (handler: unknown, ...events: unknown[]) => {
    const found: number[] = []
    for (const event of events) found.push((await ask(handler, event)).statusCode)
    return found
  }
  const from = (sourceIp: string, headers = {}) => {
    const event = httpApiEvent({ headers })
    return { ...event, requestContext: { http: { sourceIp } } }
  }
  const viewer = (address: string) => functionUrlEvent({ headers: { 'x-viewer-address': address } })

  it.each<[string, unknown[], Partial<RateLimitOptions>?]>([
    ['an address', [from('203.0.113.7'), from('203.0.113.7'), from('203.0.113.7')]],
    [
      'an address, whatever it says in headers',
      ['1', '2', '3'].map((at) => {
        const spoofed = `192.0.2.${at}`
        return from('203.0.113.7', { 'x-forwarded-for': spoofed, 'x-viewer-address': spoofed })
      }),
    ],
    [
      'an IPv6 network',
      [from('2001:db8:1:2::1'), from('2001:db8:1:2:ffff::'), from('2001:0db8:0001:0002::3')],
    ],
    [
      'an address within IPv6',
      [from('203.0.113.7'), from('::ffff:203.0.113.7'), from('::ffff:cb00:7107')],
    ],
    [
      'a viewer behind CloudFront',
      ['203.0.113.7', '::ffff:203.0.113.7', '203.0.113.7'].map(viewer),
      { trustViewerAddress: true },
    ],
    [
      'whomever a function names',
      ['a', 'a', 'a'].map((school) => httpApiEvent({ headers: { school } })),
      { key: ({ headers }) => String(headers?.school) },
    ],
  ])('is %s', async (_, events, options) => {
    expect(await statuses(stack(limit(options)), ...events)).toEqual([200, 200, 429])
  })

  it.each<[string, unknown[], Partial<RateLimitOptions>?]>([
    ['by address', [from('203.0.113.7'), from('203.0.113.8'), from('::1')]],
    ['by network', [from('2001:db8:1:2::1'), from('2001:db8:1:3::1'), from('2001:db8:2:2::1')]],
    [
      'by viewer',
      ['203.0.113.7', '203.0.113.8', '203.0.113.9'].map(viewer),
      { trustViewerAddress: true },
    ],
  ])('is not another one %s', async (_, [one, two, three], options) => {
    const handler = stack(limit(options))
    const events = [one, one, two, two, three, three]
    expect(await statuses(handler, ...events)).toEqual(events.map(() => 200))
  })

  it('may be a user', async () => {
    const shared = limit({ key: 'user', salt: undefined })
    const asking = (sub: string) =>
      middy()
        .use(jsonErrors())
        .use(user(sub))
        .use(shared)
        .handler(() => '')
    expect(await statuses(asking('one'), 1, 2, 3)).toEqual([200, 200, 429])
    expect(await statuses(asking('two'), 1)).toEqual([200])
  })

  it.each([
    ['two names', { name: 'other' }],
    ['two kinds of key', { key: () => 'address:198.51.100.11' }],
  ])('has two limits by %s', async (_, options: Partial<RateLimitOptions>) => {
    await statuses(stack(limit()), ...Array(3).fill(httpApiEvent()))
    expect(await statuses(stack(limit(options)), httpApiEvent())).toEqual([200])
  })

  it('has one limit in two functions of the same name', async () => {
    const events = [httpApiEvent(), restApiEvent({ headers: {} })].map((event) => ({
      ...event,
      requestContext: { http: { sourceIp: '203.0.113.7' } },
    }))
    expect(await statuses(stack(limit()), events[0], events[1])).toEqual([200, 200])
    expect(await statuses(stack(limit()), events[0])).toEqual([429])
  })

  it('has a limit of its own in each function, by default', async () => {
    const handler = stack(limit({ name: undefined }))
    const functionName = name
    const inFunction = (context: Partial<Context>) =>
      openInvocation(handler, httpApiEvent(), { context })
    for (const statusCode of [200, 200, 429]) {
      expect(await inFunction({ functionName })).toMatchObject({ statusCode })
    }
    expect(await inFunction({ functionName: `${name}2` })).toMatchObject({ statusCode: 200 })
  })

  it('is stored as a hash that only the salt gives', async () => {
    await ask(stack(limit()))
    const [item] = await items(name)
    const hash = String(item?.id?.S).split('#')[2]
    expect(JSON.stringify(item)).not.toContain('198.51.100.11')
    expect(hash).toMatch(/^[\w-]{43}$/)
    await ask(stack(limit({ name: `${name}2`, salt: salt.toUpperCase() })))
    const [other] = await items(`${name}2`)
    expect(String(other?.id?.S).split('#')[2]).not.toBe(hash)
    await ask(stack(limit({ name: `${name}3`, salt: async () => salt })))
    const [same] = await items(`${name}3`)
    expect(String(same?.id?.S).split('#')[2]).toBe(hash)
  })
})

describe('a request that does not say who asks', () => {
  const withoutAddress = eventShapes.filter(({ name: shape }) => shape.includes('ALB'))

  it.each(withoutAddress)('is refused, not counted with others: $name', async ({ event }) => {
    dynamodb.resetCounts()
    const headers = { 'x-forwarded-for': '203.0.113.7' }
    expect(await refusalOf(limit(), event({ headers }))).toMatchObject({
      name: 'TypeError',
      cause: { package: pkg },
      message: expect.stringContaining('trustViewerAddress'),
    })
    expect(dynamodb.counts.requests).toEqual({})
  })

  it.each<[string, Partial<RateLimitOptions>, string]>([
    ['without claims', { key: 'user' }, 'needs context.claims.sub'],
    ['of a function without a name', { key: () => '' }, 'must return a text'],
    ['of a function without a text', { key: () => 7 as never }, 'must return a text'],
  ])('is refused, and the remedy named: %s', async (_, options, remedy) => {
    expect(await refusalOf(limit(options), httpApiEvent())).toMatchObject({
      name: 'TypeError',
      message: expect.stringContaining(remedy),
    })
  })

  it('because the header of CloudFront is missing is a 403', async () => {
    const options = { trustViewerAddress: true, whenUnavailable: 'open' } as const
    expect(await refusalOf(limit(options), functionUrlEvent())).toMatchObject({
      statusCode: 403,
      code: 'forbidden',
      cause: { package: pkg, reason: 'address' },
    })
  })
})

const senders: EventShape[] = eventShapes.filter(({ name: shape }) => !shape.includes('ALB'))

it.each(senders)('events of $name name their sender', async ({ event }) => {
  const handler = stack(limit())
  for (const statusCode of [200, 200, 429]) {
    expect(await ask(handler, event())).toMatchObject({ statusCode })
  }
})

describe('a table that is unavailable', () => {
  /** The response to a request, while the clock runs ahead of the machine. @returns also its ms */
  const askInTime = async (options: Partial<RateLimitOptions>) => {
    const started = performance.now()
    const response = await ask(stack(limit(options)))
    return { response, ms: performance.now() - started }
  }
  const fact = { package: pkg, table: 'limits' }

  it.each(['down', 'hang', 500, 'AccessDeniedException'] as const)(
    'refuses with 503 within a second by default: %s',
    async (failure) => {
      dynamodb.fail = failure
      const { response, ms } = await askInTime({})
      expect(response.statusCode).toBe(503)
      expect(headersOf(response)).toEqual(shown(2, undefined))
      expect(JSON.parse(await response.text())).toMatchObject({ error: 'limits_unavailable' })
      expect(lines).toMatchObject([{ level: 'error', error: { ...fact, throttled: false } }])
      expect(ms).toBeLessThan(1_000)
    },
  )

  it.each(['down', 'hang', 500, 'AccessDeniedException'] as const)(
    'lets requests pass by option, and says so in their line: %s',
    async (failure) => {
      dynamodb.fail = failure
      const { response, ms } = await askInTime({ whenUnavailable: 'open' })
      expect(response.statusCode).toBe(200)
      expect(headersOf(response)).toEqual(shown(2, undefined))
      const warning = { code: 'limits_unavailable', ...fact, throttled: false }
      expect(lines).toMatchObject([{ level: 'warn', statusCode: 200, warnings: [warning] }])
      expect(ms).toBeLessThan(1_000)
    },
  )

  it.each(['closed', 'open'] as const)(
    'because it throttles refuses as a limit does (%s)',
    async (whenUnavailable) => {
      dynamodb.throttle(1)
      const { response, ms } = await askInTime({ whenUnavailable })
      expect(response.statusCode).toBe(429)
      expect(headersOf(response)).toEqual({ ...shown(2, undefined), 'retry-after': '5' })
      expect(lines).toMatchObject([{ level: 'warn', error: { code: 'rate_limited', ...fact } }])
      expect(ms).toBeLessThan(1_000)
    },
  )

  it('is told as a line of its own without requestLog', async () => {
    const printed = vi.spyOn(console, 'warn').mockImplementation(() => {})
    dynamodb.fail = 'AccessDeniedException'
    const handler = middy()
      .use(limit({ whenUnavailable: 'open' }))
      .handler(() => 'done')
    const context = { awsRequestId: 'request-1' }
    await openInvocation(handler, httpApiEvent(), { context })
    expect(printed.mock.calls.map(([line]) => JSON.parse(line))).toMatchObject([
      {
        level: 'WARN',
        requestId: 'request-1',
        warning: { ...fact, error: 'AccessDeniedException' },
      },
    ])
  })

  it('is told in the line of the stack around a router', async () => {
    dynamodb.fail = 'AccessDeniedException'
    const route = middy()
      .use(limit({ whenUnavailable: 'open' }))
      .handler(() => 'done')
    const handler = middy()
      .use(log())
      .handler((_event, context) => route(httpApiEvent(), context))
    await ask(handler)
    expect(lines).toMatchObject([{ level: 'warn', warnings: [fact] }])
  })

  it.each([
    [
      'its source fails',
      () => Promise.reject(httpError('parameter_unavailable', { cause: { package: 'ssm' } })),
    ],
    ['it is too short', async () => 'short'],
  ])('counts like a salt that is missing because %s', async (_, source) => {
    expect(await ask(stack(limit({ salt: source })))).toMatchObject({ statusCode: 503 })
    const open = stack(limit({ salt: source, whenUnavailable: 'open' }))
    expect(await ask(open)).toMatchObject({ statusCode: 200 })
    expect(lines.at(-1)?.warnings).toHaveLength(1)
  })
})

it('leaves no address in what is thrown, printed or logged', async () => {
  const printed: string[] = []
  for (const stream of [process.stdout, process.stderr]) {
    vi.spyOn(stream, 'write').mockImplementation((chunk) => printed.push(String(chunk)) > 0)
  }
  const address = '198.51.100.11'
  const limiter = limit({ limits: [{ requests: 1, seconds: 60 }] })
  await ask(stack(limiter))
  const refused = await refusalOf(limiter, httpApiEvent())
  dynamodb.fail = 500
  await ask(stack(limit({ name: 'other', whenUnavailable: 'open' })))
  expect(everythingOf(refused)).not.toContain(address)
  expect([JSON.stringify(lines), ...printed].join()).not.toContain(address)
})

it('throws nothing but refusals, whatever the event', async () => {
  dynamodb.fail = 'AccessDeniedException'
  const limiters = [{}, { trustViewerAddress: true }, { key: 'user' as const }].map(limit)
  const anyContext = fc.oneof(
    fc.jsonValue(),
    fc.record({ http: fc.oneof(fc.jsonValue(), fc.record({ sourceIp: fc.jsonValue() })) }),
  )
  const event = fc.oneof(anyEvent('x-viewer-address'), fc.record({ requestContext: anyContext }))
  await fc.assert(
    fc.asyncProperty(event, fc.constantFrom(...limiters), async (sent, limiter) => {
      const thrown = await refusalOf(limiter, sent)
      expect(thrown).toMatchObject({ cause: { package: pkg } })
    }),
    { numRuns: 60 },
  )
})

it.each<[string, unknown]>([
  ['no window', []],
  ['no list', minute],
  ['two windows of the same seconds', [minute, { ...minute, requests: 9 }]],
  ['a window without seconds', [{ requests: 1 }]],
  ['half a request', [{ requests: 0.5, seconds: 60 }]],
  ['a field that nobody reads', [{ ...minute, per: 'user' }]],
])('is not made with %s', (_, limits) => {
  expect(() => limit({ limits: limits as never })).toThrow(
    /^middy-chat\/rate-limit: limits must be/,
  )
})

it.each<[string, Partial<RateLimitOptions>]>([
  ['without a salt', { salt: undefined }],
  ['with a salt that could be guessed', { salt: 'x'.repeat(31) }],
])('is not made for addresses %s', (_, options) => {
  expect(() => limit(options)).toThrow(/^middy-chat\/rate-limit: salt must be/)
})

async function items(named: string) {
  const client = new DynamoDBClient({ endpoint: table.endpoint })
  const found: Record<string, { S?: string }>[] = []
  for await (const { Items = [] } of paginateScan({ client }, { TableName: table.table })) {
    found.push(...(Items as typeof found).filter(({ id }) => id?.S?.split('#')[1] === named))
  }
  client.destroy()
  return found
}
