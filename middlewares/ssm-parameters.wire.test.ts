import { SSMProvider } from '@aws-lambda-powertools/parameters/ssm'
import middy from '@middy/core'
import { getInternal } from '@middy/util'
import type { Context } from 'aws-lambda'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, expectTypeOf, it, vi } from 'vitest'
import type { ParameterSource } from '../src/parameter-source.ts'
import { anyEvent } from '../test/support/any-event.ts'
import { eventually } from '../test/support/eventually.ts'
import { everythingOf, modes, refusalOf } from '../test/support/stacks.ts'
import { openInvocation } from '../twin/runtime/in-process.ts'
import { type Ssm, type SsmFailure, startSsm } from '../twin/services/ssm.ts'
import { eventShapes, functionUrlEvent } from '../twin/testing/event-shapes.ts'
import { jsonErrors } from './json-errors.ts'
import {
  type SsmParametersMiddleware,
  type SsmParametersOptions,
  ssmParameters,
} from './ssm-parameters.ts'

const pkg = 'middy-chat/ssm-parameters'
const name = '/chat/gemini-key'
const parameters = { gemini: { name } }
const unavailable = {
  statusCode: 503,
  code: 'parameter_unavailable',
  message: 'The service is not ready: try again.',
  retryable: true,
  cause: { package: pkg },
}
const keep = { refresh: false }
const renew = { refresh: true }
let ssm: Ssm

beforeEach(async () => {
  ssm = await startSsm({ parameters: { [name]: 'sk-1', '/chat/other': 'sk-other' } })
  vi.stubEnv('AWS_ENDPOINT_URL_SSM', ssm.url)
})
afterEach(async () => {
  vi.useRealTimers()
  vi.unstubAllEnvs()
  await ssm.close()
})

const requests = (count: number) => eventually(() => expect(ssm.requests).toBe(count))

/** What a middleware after it gets of each parameter. */
const valuesOf = async (keys: SsmParametersMiddleware<string, boolean>, event: unknown = {}) => {
  let values: Record<string, string> = {}
  const handler = middy()
    .use(keys)
    .before(async (request) => {
      values = await getInternal(true, request)
    })
    .handler(() => 'done')
  await openInvocation(handler, event)
  return { ...values }
}

describe('a parameter', () => {
  it('is fetched and decrypted', async () => {
    expect(await valuesOf(ssmParameters({ parameters }))).toEqual({ gemini: 'sk-1' })
  })

  it('is fetched at start-up, once for all requests', async () => {
    const keys = ssmParameters({ parameters })
    await requests(1)

    await Promise.all(Array.from({ length: 20 }, () => valuesOf(keys)))

    expect(ssm.requests).toBe(1)
  })

  it('is fetched with the first request when disablePrefetch says so, once for all', async () => {
    const keys = ssmParameters({ parameters, disablePrefetch: true })
    await new Promise(setImmediate)
    expect(ssm.requests).toBe(0)

    await Promise.all(Array.from({ length: 20 }, () => valuesOf(keys)))

    expect(ssm.requests).toBe(1)
  })

  it('is fetched again after a warm-up that failed', async () => {
    ssm.fail = 'AccessDeniedException'
    const keys = ssmParameters({ parameters })
    await requests(1)
    ssm.fail = undefined

    expect(await valuesOf(keys)).toEqual({ gemini: 'sk-1' })
  })

  it('is fetched again by a request that waits for a warm-up that fails', async () => {
    ssm.fail = { failure: 'AccessDeniedException', times: 1 }
    const keys = ssmParameters({ parameters })
    const values = valuesOf(keys)

    expect(await values).toEqual({ gemini: 'sk-1' })
    expect(ssm.requests).toBe(2)
  })

  it('is one of several, each under its key', async () => {
    const keys = ssmParameters({
      parameters: {
        gemini: { name },
        other: { name: '/chat/other' },
        given: { value: 'sk-given' },
      },
    })

    expect(await valuesOf(keys)).toEqual({
      gemini: 'sk-1',
      other: 'sk-other',
      given: 'sk-given',
    })
    expect(ssm.requests).toBe(2)
  })

  it('that is given needs no SSM', async () => {
    const keys = ssmParameters({ parameters: { gemini: { value: 'sk-given' } } })

    expect(await valuesOf(keys)).toEqual({ gemini: 'sk-given' })
    expect(await keys.parameters.gemini(renew)).toBe('sk-given')
    expect(ssm.requests).toBe(0)
  })

  it('is at hand outside a request too, from the same source', async () => {
    const keys = ssmParameters({ parameters })

    expect(await keys.parameters.gemini(keep)).toBe('sk-1')
    expect(await valuesOf(keys)).toEqual({ gemini: 'sk-1' })
    expect(ssm.requests).toBe(1)
  })
})

describe('the age of a value', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['Date'] })
  })

  it.each([
    ['five minutes by default', {}, 300],
    ['what maxAgeSeconds says', { maxAgeSeconds: 10 }, 10],
  ])('is %s', async (_, options, seconds) => {
    const keys = ssmParameters({ parameters, ...options })
    expect(await valuesOf(keys)).toEqual({ gemini: 'sk-1' })
    ssm.set(name, 'sk-2')

    vi.advanceTimersByTime(seconds * 1000 - 1)
    expect(await valuesOf(keys)).toEqual({ gemini: 'sk-1' })
    vi.advanceTimersByTime(1)
    expect(await valuesOf(keys)).toEqual({ gemini: 'sk-2' })
    expect(ssm.requests).toBe(2)
  })

  it('may be none at all', async () => {
    const keys = ssmParameters({ parameters, maxAgeSeconds: 0, refreshIntervalSeconds: 0 })
    await valuesOf(keys)
    ssm.set(name, 'sk-2')
    expect(await valuesOf(keys)).toEqual({ gemini: 'sk-2' })
  })

  it('does not matter when a newer one cannot be had', async () => {
    const keys = ssmParameters({ parameters })
    await valuesOf(keys)
    ssm.fail = 'AccessDeniedException'

    vi.advanceTimersByTime(300_000)
    expect(await valuesOf(keys)).toEqual({ gemini: 'sk-1' })
    // More than one: the SDK lays the failure to the clock, which differs from the server's.
    const tried = ssm.requests
    expect(tried).toBeGreaterThan(1)
    expect(await valuesOf(keys)).toEqual({ gemini: 'sk-1' })
    expect(ssm.requests).toBe(tried)
  })

  it.each([
    ['once a minute by default', {}, 60],
    ['as often as refreshIntervalSeconds says', { refreshIntervalSeconds: 5 }, 5],
  ])('ends when the value is refused, %s', async (_, options, seconds) => {
    const keys = ssmParameters({ parameters, ...options })
    await valuesOf(keys)
    ssm.set(name, 'sk-2')
    expect(await keys.parameters.gemini(renew)).toBe('sk-2')
    ssm.set(name, 'sk-3')

    vi.advanceTimersByTime(seconds * 1000 - 1)
    expect(await keys.parameters.gemini(renew)).toBe('sk-2')
    vi.advanceTimersByTime(1)
    expect(await keys.parameters.gemini(renew)).toBe('sk-3')
    expect(ssm.requests).toBe(3)
  })
})

describe('a parameter that cannot be had', () => {
  it.each<[SsmFailure, string, number]>([
    ['AccessDeniedException', 'AccessDeniedException', 1],
    ['ThrottlingException', 'ThrottlingException', 2],
    [500, 'InternalServerError', 2],
    ['down', 'TimeoutError', 2],
  ])(
    '(%s) is a 503 that says %s, after requests: %i, and is tried again',
    async (failure, error, count) => {
      const keys = ssmParameters({ parameters, disablePrefetch: true })
      ssm.fail = failure
      const refusal = await refusalOf(keys, functionUrlEvent())

      expect(refusal).toMatchObject({
        ...unavailable,
        cause: { package: pkg, error, key: 'gemini', parameter: name },
      })
      expect(everythingOf(refusal)).not.toMatch(/arn:|assumed-role|sk-1/)
      expect(ssm.requests).toBe(count)

      ssm.fail = undefined
      expect(await valuesOf(keys)).toEqual({ gemini: 'sk-1' })
    },
  )

  it('(it is not there) is a 503', async () => {
    const keys = ssmParameters({ parameters: { gemini: { name: '/chat/none' } } })

    expect(await refusalOf(keys, functionUrlEvent())).toMatchObject({
      ...unavailable,
      cause: { package: pkg, error: 'ParameterNotFound', key: 'gemini', parameter: '/chat/none' },
    })
  })

  it('(it is empty) is a 503', async () => {
    ssm.set(name, '')

    expect(await refusalOf(ssmParameters({ parameters }), functionUrlEvent())).toMatchObject({
      ...unavailable,
      cause: { package: pkg, error: 'EmptyParameter' },
    })
  })

  it('(one of several) is a 503', async () => {
    const keys = ssmParameters({ parameters: { gemini: { name }, none: { name: '/chat/none' } } })

    expect(await refusalOf(keys, functionUrlEvent())).toMatchObject({
      ...unavailable,
      cause: { key: 'none', parameter: '/chat/none' },
    })
  })

  it('(Powertools itself fails) is a 503 that says how', async () => {
    const failure = new RangeError('sk-1')
    const get = vi.spyOn(SSMProvider.prototype, 'get').mockRejectedValue(failure)
    const refusal = await refusalOf(ssmParameters({ parameters }), functionUrlEvent())
    get.mockRestore()

    expect(refusal).toMatchObject({ ...unavailable, cause: { package: pkg, error: 'RangeError' } })
    expect(everythingOf(refusal)).not.toContain('sk-1')
  })

  it('(no answer comes) is a 503 within seven seconds', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    ssm.fail = 'hang'
    const keys = ssmParameters({ parameters, disablePrefetch: true })
    let refusal: unknown
    const refused = refusalOf(keys, functionUrlEvent()).then((error) => {
      refusal = error
    })

    const waitedMs = await passTime(() => refusal !== undefined)

    await refused
    expect(refusal).toMatchObject({ ...unavailable, cause: { error: 'TimeoutError' } })
    expect(waitedMs).toBeGreaterThan(2_000)
    expect(waitedMs).toBeLessThan(7_000)
    expect(ssm.requests).toBe(2)
  })
})

describe.each(modes)('in a stack of $mode mode behind jsonErrors', ({ options }) => {
  const handler = () =>
    middy(options)
      .use(jsonErrors())
      .use(ssmParameters({ parameters, disablePrefetch: true, setToContext: true }))
      .handler((_event, { gemini }) => ({
        statusCode: 200,
        body: `a key of ${gemini.length}`,
      }))

  it.each(eventShapes)('gives the handler its parameter for $name', async ({ event }) => {
    const response = await openInvocation(handler(), event())

    expect(response.statusCode).toBe(200)
    expect(await response.text()).toBe('a key of 4')
  })

  it('answers 503 when it cannot be had', async () => {
    ssm.fail = 'AccessDeniedException'
    const response = await openInvocation(handler(), functionUrlEvent())

    expect(response.statusCode).toBe(503)
    expect(JSON.parse(await response.text())).toEqual({
      error: 'parameter_unavailable',
      message: 'The service is not ready: try again.',
      requestId: expect.any(String),
    })
  })
})

describe('the option setToContext', () => {
  const contextOf = async (options: Partial<SsmParametersOptions>) => {
    let seen: Record<string, unknown> = {}
    const given = { gemini: { value: 'sk-1' }, 'other-key': { value: 'sk-2' } }
    const handler = middy()
      .use(ssmParameters({ parameters: given, ...options }))
      .handler((_event, context) => {
        seen = { ...context }
      })
    await openInvocation(handler, functionUrlEvent())
    return seen
  }

  it('puts the values into the context, by the names that Middy gives them', async () => {
    expect(await contextOf({ setToContext: true })).toMatchObject({
      gemini: 'sk-1',
      other_key: 'sk-2',
    })
  })

  it.each([{}, { setToContext: false }])('leaves the context alone with %o', async (options) => {
    expect(JSON.stringify(await contextOf(options))).not.toContain('sk-')
  })

  it.each([
    ['awsRequestId', 'Lambda has'],
    ['tenantId', 'Lambda has'],
    ['getRemainingTimeInMillis', 'Lambda has'],
    ['done', 'Lambda had'],
    ['fail', 'Lambda had'],
    ['succeed', 'Lambda had'],
    ['__proto__', 'every object has'],
    ['constructor', 'every object has'],
  ])('refuses the key %s, which %s', (key) => {
    const given = JSON.parse(`{"gemini":{"value":"sk-1"},"${key}":{"value":"sk-1"}}`)

    expect(() => ssmParameters({ parameters: given, setToContext: true })).toThrow(
      new TypeError(
        'middy-chat/ssm-parameters: setToContext must be false, or true with keys that are no fields of the context',
      ),
    )
    expect(() => ssmParameters({ parameters: given })).not.toThrow()
  })

  it('puts nothing in the place of what another middleware has left', async () => {
    const claims = { sub: 'learner' }
    const parameters = { claims: { value: 'sk-1' } }
    const handler = middy()
      .before(({ context }) => void Object.assign(context, { claims }))
      .use(ssmParameters({ parameters, setToContext: true }))
      .handler(() => 'done')
    await expect(openInvocation(handler, {})).rejects.toMatchObject({
      name: 'TypeError',
      message:
        'middy-chat/ssm-parameters: context.claims is taken: choose another key of parameters',
      cause: { package: pkg },
    })
  })
})

it('puts a value in the place of an older one', async () => {
  const handler = middy()
    .before(({ context }) => void Object.assign(context, { gemini: 'sk-0' }))
    .use(ssmParameters({ parameters, setToContext: true }))
    .handler((_event, { gemini }) => ({ gemini }))
  const response = await openInvocation(handler, {})
  expect(JSON.parse(await response.text())).toEqual({ gemini: 'sk-1' })
})

describe('bad options', () => {
  it.each<[string, Record<string, unknown>]>([
    ['parameters', { parameters: undefined }],
    ['parameters', { parameters: null }],
    ['parameters', { parameters: { key: {} } }],
    ['parameters', { parameters: { key: undefined } }],
    ['parameters', { parameters: { key: null } }],
    ['parameters', { parameters: { key: { name: '' } } }],
    ['parameters', { parameters: { key: { value: '' } } }],
    ['parameters', { parameters: { key: { value: undefined, name } } }],
    ['parameters', { parameters: { key: { name: 7 } } }],
    ['parameters', { parameters: { key: { name, value: 'sk-1' } } }],
    ['maxAgeSeconds', { parameters, maxAgeSeconds: -1 }],
    ['maxAgeSeconds', { parameters, maxAgeSeconds: Number.NaN }],
    ['parameters', { parameters: { gemini: { nmae: '/chat/key' } } }],
    ['parameters', { parameters: { 'api-key': { name }, api_key: { name } } }],
    ['parameters', { parameters: { middyChat: { name } } }],
    ['maxAgeSeconds', { parameters, maxAgeSeconds: '300' }],
    ['refreshIntervalSeconds', { parameters, refreshIntervalSeconds: -1 }],
    ['setToContext', { parameters, setToContext: 'true' }],
  ])('are a TypeError that names %s: %o', (option, options) => {
    const make = () => ssmParameters(options as SsmParametersOptions)

    expect(make).toThrow(TypeError)
    expect(make).toThrow(option)
    expect(make).toThrow(expect.objectContaining({ cause: { package: pkg } }))
  })

  it('are told what each must be', () => {
    const options = {
      ...{ parameters: [], maxAgeSeconds: -1, refreshIntervalSeconds: -1 },
      ...{ disablePrefetch: 'no', setToContext: 'no' },
    }
    expect(() => ssmParameters(options as never)).toThrow(
      new TypeError(
        `${pkg}: ${[
          'parameters must be an object of parameters; no two keys may be the same to Middy, and none may be middyChat',
          'maxAgeSeconds must be a number from 0 on',
          'refreshIntervalSeconds must be a number from 0 on',
          'disablePrefetch must be true or false',
          'setToContext must be false, or true with keys that are no fields of the context',
        ].join('; ')}`,
      ),
    )
  })
})

it('names the parameters that lack a name, e.g. of a variable that is not set', () => {
  const { NOT_SET = '' } = process.env
  const options = { parameters: { gemini: { name }, jwt: { name: NOT_SET }, other: {} as never } }
  expect(() => ssmParameters(options)).toThrow(
    new TypeError(
      `${pkg}: parameters must be a name or a value for each key, which is missing for jwt, other`,
    ),
  )
})

it('passes with every event, and refuses every event with its own error', async () => {
  const good = ssmParameters({ parameters: { gemini: { value: 'sk-given' } } })
  const bad = ssmParameters({ parameters: { gemini: { name: '/chat/none' } } })

  await fc.assert(
    fc.asyncProperty(anyEvent('accept'), async (event) => {
      expect(await valuesOf(good, event)).toEqual({ gemini: 'sk-given' })
      expect(await refusalOf(bad, event)).toMatchObject(unavailable)
    }),
    { numRuns: 30 },
  )
})

describe('the types', () => {
  const two = { gemini: { value: 'a' }, 'other-key': { value: 'b' } }

  it('know the parameters by their keys, for the next middleware and for start-up', () => {
    const keys = ssmParameters({ parameters: two })
    expectTypeOf(keys.parameters).toEqualTypeOf<Record<'gemini' | 'other-key', ParameterSource>>()

    middy()
      .use(keys)
      .before(async (request) => {
        const values = await getInternal(['gemini', 'other-key'], request)
        expectTypeOf(values).toEqualTypeOf<{ gemini: string; other_key: string }>()
      })
      .handler((_event, context) => {
        expectTypeOf(context).toEqualTypeOf<Context>()
      })
  })

  it('know those in the context by the names that Middy gives them', () => {
    middy()
      .use(ssmParameters({ parameters: two, setToContext: true }))
      .handler((_event, context) => {
        expectTypeOf(context).toExtend<Context>()
        expectTypeOf(context.gemini).toBeString()
        expectTypeOf(context.other_key).toBeString()
      })
  })
})

/** Lets faked time pass, with a turn of the event loop for every 20 ms, until it is done. */
async function passTime(isDone: () => boolean): Promise<number> {
  for (let ms = 0; ; ms += 20) {
    if (isDone() || ms > 60_000) return ms
    await vi.advanceTimersByTimeAsync(20)
    await new Promise(setImmediate)
  }
}
