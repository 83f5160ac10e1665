import { randomUUID } from 'node:crypto'
import { Readable } from 'node:stream'
import { DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb'
import type { MiddlewareObj } from '@middy/core'
import middy from '@middy/core'
import type { Context } from 'aws-lambda'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { httpError } from '../src/errors/http-error.ts'
import { eventually } from '../test/support/eventually.ts'
import { ownTime } from '../test/support/faked-time.ts'
import { startLimits, type TestLimits } from '../test/support/limits-table.ts'
import { refusalOf } from '../test/support/stacks.ts'
import { openInvocation } from '../twin/runtime/in-process.ts'
import type { DynamoDb } from '../twin/services/dynamodb.ts'
import { functionUrlEvent, httpApiEvent } from '../twin/testing/event-shapes.ts'
import { invoke } from '../twin/testing/invoke.ts'
import {
  forever,
  type ScriptStep,
  scriptedAnswer,
  stop,
  text,
  usage,
} from '../twin/testing/scripted-answer.ts'
import { type ConcurrencyLimitOptions, concurrencyLimit } from './concurrency-limit.ts'
import { eventStream, streaming } from './event-stream.ts'
import { jsonAnswer } from './json-answer.ts'
import { jsonErrors } from './json-errors.ts'
import { type RequestLogOptions, requestLog } from './request-log.ts'

const pkg = 'middy-chat/concurrency-limit'

type Line = { statusCode: number; error?: object; warnings?: object[] }

let dynamodb: DynamoDb
let table: TestLimits
/** Tests share no leases. */
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
})
afterAll(() => dynamodb.close())

const note = (_message: string, line: Line) => void lines.push(line)
const logger = { addContext() {}, info: note, warn: note, error: note } as unknown as NonNullable<
  RequestLogOptions['logger']
>

/** Who asks, in the place of a middleware that looks at a token. */
const user: MiddlewareObj<{ user?: string }, unknown, Error, Context> = {
  before: ({ event, context }) => {
    Object.assign(context, { claims: { sub: event.user ?? 'learner' } })
  },
}

const limit = (options: Partial<ConcurrencyLimitOptions> = {}) =>
  concurrencyLimit({ ...table, name, answers: 1, ...options })

/** Answers with a script, or does something else; `inside` comes between the limit and the handler. */
const stack = (
  script: readonly ScriptStep[] | (() => unknown),
  options?: Partial<ConcurrencyLimitOptions>,
  inside: MiddlewareObj = { before() {} },
) =>
  middy(streaming)
    .use(requestLog({ logger }))
    .use(jsonErrors())
    .use(eventStream())
    .use(user)
    .use(limit(options))
    .use(inside)
    .handler((_event, { signal }) =>
      typeof script === 'function' ? (script() as string) : scriptedAnswer(script, signal),
    )

const hello = [text('Hello'), usage, stop]
const asked = (sub?: string) => ({ ...functionUrlEvent(), ...(sub !== undefined && { user: sub }) })

/** The leases that are held. */
const held = async () => {
  const client = new DynamoDBClient({ endpoint: table.endpoint })
  const found: string[] = []
  for await (const { Items = [] } of paginateScan({ client }, { TableName: table.table })) {
    for (const { id, leases } of Items) {
      if (id?.S?.startsWith(`answers#${name}#`)) found.push(...(leases?.SS ?? []))
    }
  }
  client.destroy()
  return found
}

describe('answers at once', () => {
  it('are so many of a user, and no more; another user is served', async () => {
    const handler = stack([text('Hello'), forever], { answers: 2 })
    const all = await Promise.all(
      Array.from({ length: 11 }, () => openInvocation(handler, asked())),
    )
    const served = all.filter(({ statusCode }) => statusCode === 200)
    const refused = all.filter(({ statusCode }) => statusCode === 429)
    expect([served.length, refused.length]).toEqual([2, 9])
    for (const each of refused) {
      expect(each.headers).toMatchObject({ 'retry-after': '5' })
      expect(JSON.parse(await each.text())).toMatchObject({ error: 'too_many_answers' })
    }
    expect(lines).toHaveLength(9)
    expect(lines[0]?.error).toMatchObject({ code: 'too_many_answers', package: pkg, limit: 2 })

    const other = await openInvocation(handler, asked('another'))
    expect(other.statusCode).toBe(200)
    for (const each of [...served, other]) each.destroy()
    await eventually(async () => expect(await held()).toEqual([]))
  })

  it('end before the last frame, so that the next question is answered', async () => {
    const handler = stack(hello)
    for (let question = 0; question < 3; question += 1) {
      expect(await invoke(handler, asked())).toMatchObject({
        statusCode: 200,
        terminal: { data: '[DONE]' },
      })
    }
    expect(await held()).toEqual([])
    expect(dynamodb.fail).toBeUndefined()
  })

  it('in JSON are counted too', async () => {
    const handler = middy()
      .use(jsonErrors())
      .use(jsonAnswer())
      .use(user)
      .use(limit())
      .handler(async (_event, { signal }) => {
        expect(await held()).toHaveLength(1)
        return scriptedAnswer(hello, signal)
      })
    expect(await invoke(handler, asked())).toMatchObject({ statusCode: 200 })
    expect(await held()).toEqual([])
  })
})

describe('a lease is freed', () => {
  const own = httpError('model_busy', { cause: { package: 'test' } })
  const refusing = {
    before: () => {
      throw httpError('invalid_body', { cause: { package: 'test' } })
    },
  }

  it.each<[string, Parameters<typeof stack>, number]>([
    ['an answer that breaks off', [[text('Hello'), own]], 200],
    ['an answer that fails before its first text', [[own]], 429],
    ['an answer without a finish', [[text('Hello')]], 200],
    ['a handler that throws', [() => Promise.reject(own)], 429],
    ['a middleware that refuses', [hello, {}, refusing], 400],
    ['a response that is no answer', [() => ({ statusCode: 204 })], 204],
    ['a text', [() => 'done'], 200],
    ['a stream of bytes', [() => Readable.from(['done'])], 200],
    ['a response with one', [() => ({ statusCode: 201, body: Readable.from(['done']) })], 201],
  ])('after %s', async (_, [script, options, inside], statusCode) => {
    const handler = stack(script, options, inside)
    const response = await openInvocation(handler, asked())
    expect(response.statusCode).toBe(statusCode)
    await response.text()
    await eventually(async () => expect(await held()).toEqual([]))
    expect(lines).toMatchObject([{ statusCode }])
  })

  it('when the reader leaves', async () => {
    const response = await openInvocation(stack([text('Hello'), forever]), asked())
    for await (const _ of response.body) {
      expect(await held()).toHaveLength(1)
      response.destroy()
      break
    }
    await eventually(async () => expect(await held()).toEqual([]))
  })

  it('after an answer that a middleware around it drops', async () => {
    const dropping = {
      after: () => {
        throw httpError('internal_error', { cause: { package: 'test' } })
      },
    }
    const handler = middy(streaming)
      .use(jsonErrors())
      .use(eventStream())
      .use(dropping)
      .use(user)
      .use(limit())
      .handler((_event, { signal }) => scriptedAnswer(hello, signal))
    expect(await invoke(handler, asked())).toMatchObject({ statusCode: 500 })
    expect(await held()).toEqual([])
  })

  it('with an answer that nothing writes, which is a mistake', async () => {
    const handler = middy()
      .use(user)
      .use(limit())
      .handler((_event: object) => scriptedAnswer(hello, new AbortController().signal))
    await expect(openInvocation(handler, asked())).rejects.toThrow(
      'middy-chat/concurrency-limit: The handler returned an answer that nothing writes',
    )
    expect(await held()).toEqual([])
  })

  it('when the deadline cuts the answer', async () => {
    const handler = stack([text('Hello'), forever])
    const response = await openInvocation(handler, asked(), { timeoutMs: 3_200 })
    const body = await response.text()
    expect(body).toContain('"code":"deadline"')
    expect(await held()).toEqual([])
  })

  it('by its end, which is that of the function', async () => {
    const before = Date.now()
    const response = await openInvocation(stack([text('Hello'), forever]), asked(), {
      timeoutMs: 45_000,
    })
    const [lease] = await held()
    const endsAt = Number.parseInt(String(lease), 10)
    expect(endsAt).toBeGreaterThanOrEqual(before + 44_000)
    expect(endsAt).toBeLessThanOrEqual(Date.now() + 45_000)
    response.destroy()
    await eventually(async () => expect(await held()).toEqual([]))
  })
})

describe('a table that is unavailable', () => {
  const fact = { package: pkg, table: 'limits' }

  const askInTime = async (options: Partial<ConcurrencyLimitOptions>) => {
    const started = performance.now()
    const answer = await invoke(stack(hello, options), asked())
    return { answer, ms: performance.now() - started }
  }

  it.each(['down', 'hang', 'AccessDeniedException'] as const)(
    'refuses with 503 within a second by default: %s',
    async (failure) => {
      dynamodb.fail = failure
      const { answer, ms } = await askInTime({})
      expect(answer).toMatchObject({ statusCode: 503 })
      expect(lines).toMatchObject([{ error: { ...fact, code: 'limits_unavailable' } }])
      expect(ms).toBeLessThan(1_000)
    },
  )

  it.each(['down', 'hang', 'AccessDeniedException'] as const)(
    'lets answers pass by option, with a warning: %s',
    async (failure) => {
      dynamodb.fail = failure
      const { answer, ms } = await askInTime({ whenUnavailable: 'open' })
      expect(answer).toMatchObject({ statusCode: 200, terminal: { data: '[DONE]' } })
      expect(lines).toMatchObject([{ warnings: [{ ...fact, code: 'limits_unavailable' }] }])
      expect(ms).toBeLessThan(1_000)
    },
  )

  it.each(['closed', 'open'] as const)(
    'because it throttles refuses as a limit does (%s)',
    async (whenUnavailable) => {
      dynamodb.throttle(1)
      const { answer, ms } = await askInTime({ whenUnavailable })
      expect(answer).toMatchObject({ statusCode: 429, headers: { 'retry-after': '5' } })
      expect(lines).toMatchObject([{ error: { ...fact, code: 'too_many_answers' } }])
      expect(ms).toBeLessThan(1_000)
    },
  )

  it('when a lease is freed does not break its answer, and is told once', async () => {
    const failing = () => {
      dynamodb.fail = 'AccessDeniedException'
      return scriptedAnswer(hello, new AbortController().signal)
    }
    const answer = await invoke(stack(failing), asked())
    expect(answer).toMatchObject({ statusCode: 200, terminal: { data: '[DONE]' } })
    expect(lines).toMatchObject([{ statusCode: 200, warnings: [fact] }])
    dynamodb.fail = undefined
    expect(await held()).toHaveLength(1)
  })
})

it('needs to know who asks', async () => {
  expect(await refusalOf(limit(), httpApiEvent())).toMatchObject({
    name: 'TypeError',
    message: expect.stringContaining('needs context.claims.sub'),
    cause: { package: pkg },
  })
})

it('may be of an address', async () => {
  const salt = 'a salt of at least thirty-two bytes'
  const limiter = limit({ key: 'address', salt })
  const handler = middy()
    .use(limiter)
    .handler(async () => {
      expect(await held()).toHaveLength(1)
      return 'done'
    })
  expect((await openInvocation(handler, httpApiEvent())).statusCode).toBe(200)
  expect(await held()).toEqual([])
})
