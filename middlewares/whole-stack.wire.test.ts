import middy from '@middy/core'
import { getInternal } from '@middy/util'
import type { CognitoAccessTokenPayload, CognitoIdTokenPayload } from 'aws-jwt-verify/jwt-model'
import type { Context } from 'aws-lambda'
import {
  afterAll,
  afterEach,
  beforeAll,
  beforeEach,
  describe,
  expect,
  expectTypeOf,
  it,
  vi,
} from 'vitest'
import * as z from 'zod/mini'
import { canned } from '../src/models/canned.ts'
import { ownTime } from '../test/support/faked-time.ts'
import { startLimits } from '../test/support/limits-table.ts'
import { type StackOptions, wholeStacks } from '../test/support/whole-stack.ts'
import { openInvocation } from '../twin/runtime/in-process.ts'
import type { DynamoDb } from '../twin/services/dynamodb.ts'
import { eventShapes, eventsWithoutHeaders } from '../twin/testing/event-shapes.ts'
import { startUserPool, type UserPool } from '../twin/testing/user-pool.ts'
import { cognitoAuth } from './cognito-auth.ts'
import { concurrencyLimit } from './concurrency-limit.ts'
import { eventStream, streaming } from './event-stream.ts'
import { jsonBody } from './json-body.ts'
import { jsonErrors } from './json-errors.ts'
import { rateLimit } from './rate-limit.ts'
import { requestLog } from './request-log.ts'
import { ssmParameters } from './ssm-parameters.ts'

let pool: UserPool
let dynamodb: DynamoDb
let limits: NonNullable<StackOptions['limits']>

beforeAll(async () => {
  pool = await startUserPool()
  const { limits: table, ...started } = await startLimits()
  dynamodb = started.dynamodb
  limits = {
    rate: rateLimit({ ...table, limits: [{ requests: 1_000, seconds: 86_400 }] }),
    concurrency: concurrencyLimit({ ...table, answers: 1 }),
  }
})
beforeEach(ownTime)
afterEach(() => void vi.useRealTimers())
afterAll(() => Promise.all([pool.issuer.close(), dynamodb.close()]))

describe.each(wholeStacks)('all together in $mode mode', ({ plugin, make, read, answer }) => {
  const ask = (event: unknown, tokenHeader: 'authorization' | 'x-viewer-authorization') =>
    openInvocation(make({ pool, plugin, tokenHeader, limits }), event, {
      context: { awsRequestId: 'request-1' },
    })

  describe.each(eventShapes)('for $name', ({ tokenHeader, event }) => {
    const sent = () => ({
      headers: { [tokenHeader]: `Bearer ${pool.token()}`, 'content-type': 'application/json' },
      body: '{"query":"為什麼?"}',
    })

    it.each([false, true])('answer (base64: %s)', async (base64) => {
      const response = await ask(event({ ...sent(), base64 }), tokenHeader)

      expect(response.statusCode).toBe(200)
      expect(await read(response)).toEqual(answer('為什麼?', pool.user.sub))
      expect(response.headers).toMatchObject({ 'x-ratelimit-limit': '1000' })
    })

    it.each([
      ['upper', (name: string) => name.toUpperCase()],
      ['mixed', (name: string) => name.replace(/[aeiou]/g, (letter) => letter.toUpperCase())],
    ])('answer when the names of the headers are in %s case', async (_, rename) => {
      const { headers, multiValueHeaders, ...rest } = event(sent())
      const renamed = {
        ...rest,
        ...(headers && { headers: renameKeys(headers, rename) }),
        ...(multiValueHeaders && { multiValueHeaders: renameKeys(multiValueHeaders, rename) }),
      }
      const response = await ask(renamed, tokenHeader)

      expect(response.statusCode).toBe(200)
      expect(await read(response)).toEqual(answer('為什麼?', pool.user.sub))
    })

    it.each([null, undefined])('refuse the body %s', async (body) => {
      const response = await ask({ ...event(sent()), body }, tokenHeader)

      expect(response.statusCode).toBe(400)
      expect(JSON.parse(await response.text())).toMatchObject({ error: 'invalid_json' })
    })
  })

  it.each([
    ...eventsWithoutHeaders,
    ...[null, undefined, 'event', 7, true, []].map((event) => ({ name: String(event), event })),
  ])('refuse an event that is $name', async ({ event }) => {
    const response = await ask(event, 'authorization')

    expect(response.statusCode).toBe(401)
    expect(JSON.parse(await response.text())).toEqual({
      error: 'missing_token',
      message: 'Sign in first.',
      requestId: 'request-1',
    })
  })
})

describe('what each adds is typed for the next and for the handler', () => {
  const schema = z.object({ query: z.string() })
  const parameters = { gemini: { value: 'a' } }
  const auth = { userPoolId: 'eu-west-1_AbCdEf123', clientId: 'a', disablePrefetch: true }

  it('in standard mode', () => {
    middy()
      .use(requestLog())
      .use(jsonErrors())
      .use(cognitoAuth({ ...auth, tokenUse: 'access' }))
      .before(({ context }) => {
        expectTypeOf(context.claims).toEqualTypeOf<CognitoAccessTokenPayload>()
      })
      .use(jsonBody({ schema }))
      .before(({ event, context }) => {
        expectTypeOf(event.body).toEqualTypeOf<{ query: string }>()
        expectTypeOf(context.claims).toEqualTypeOf<CognitoAccessTokenPayload>()
      })
      .use(ssmParameters({ parameters }))
      .before(async (request) => {
        expectTypeOf(request.internal.gemini).toBeString()
        expectTypeOf(await getInternal('gemini', request)).toEqualTypeOf<{ gemini: string }>()
      })
      .handler(({ body }, context) => {
        expectTypeOf(body).toEqualTypeOf<{ query: string }>()
        expectTypeOf(context).toExtend<Context>()
        expectTypeOf(context.claims).toEqualTypeOf<CognitoAccessTokenPayload>()
        return { statusCode: 200, body: `${context.claims.sub}: ${body.query}` }
      })
  })

  it('in streaming mode', () => {
    middy(streaming)
      .use(requestLog())
      .use(jsonErrors())
      .use(eventStream())
      .before(({ context, internal }) => {
        expectTypeOf(context.signal).toEqualTypeOf<AbortSignal>()
        expectTypeOf(internal.middyChat?.record?.chunks).toEqualTypeOf<number | undefined>()
      })
      .use(cognitoAuth(auth))
      .use(jsonBody({ schema }))
      .use(ssmParameters({ parameters, setToContext: true }))
      .handler(({ body }, { claims, gemini, signal, awsRequestId }) => {
        expectTypeOf(body.query).toBeString()
        expectTypeOf(claims).toEqualTypeOf<CognitoIdTokenPayload>()
        expectTypeOf(gemini).toBeString()
        expectTypeOf(signal).toEqualTypeOf<AbortSignal>()
        expectTypeOf(awsRequestId).toBeString()
        return canned(() => body.query).answer({ system: gemini, user: claims.sub }, { signal })
      })
  })
})

function renameKeys<Value>(values: Record<string, Value>, rename: (key: string) => string) {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [rename(key), value]))
}
