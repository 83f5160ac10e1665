import { createRequire } from 'node:module'
import { Logger } from '@aws-lambda-powertools/logger'
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware'
import { Metrics } from '@aws-lambda-powertools/metrics'
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware'
import { Tracer } from '@aws-lambda-powertools/tracer'
import { captureLambdaHandler } from '@aws-lambda-powertools/tracer/middleware'
import type { MiddlewareObj } from '@middy/core'
import httpContentNegotiation from '@middy/http-content-negotiation'
import httpCors from '@middy/http-cors'
import httpSecurityHeaders from '@middy/http-security-headers'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { secretKey, wholeStacks } from '../test/support/whole-stack.ts'
import { openInvocation } from '../twin/runtime/in-process.ts'
import { type EventShape, eventShapes } from '../twin/testing/event-shapes.ts'
import { startUserPool, type UserPool } from '../twin/testing/user-pool.ts'

/** Middlewares of others in our stack, and how one sees that they did their work. */
type Companion = {
  name: string
  make: () => MiddlewareObj[]
  /** What the client gets of it, whether its request was accepted or refused. */
  headers?: Record<string, string>
  /** What it printed of an accepted request, and of a refused one. */
  printed?: { accepted: unknown; refused: unknown }
}

const origin = 'https://app.example'
const accept = 'application/json, text/event-stream'
const json = 'application/json'
const requestId = 'request-1'
const cors = { 'access-control-allow-origin': origin }
const security = { 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' }
const negotiated = { availableMediaTypes: ['application/json', 'text/event-stream'] }

const single: Companion[] = [
  {
    name: 'injectLambdaContext',
    make: () => {
      const logger = new Logger({ serviceName: 'companion' })
      return [
        injectLambdaContext(logger, { resetKeys: true }),
        { before: () => void logger.info('asked') },
      ]
    },
    printed: {
      accepted: { message: 'asked', function_request_id: requestId },
      refused: { message: 'asked', function_request_id: requestId },
    },
  },
  {
    name: 'logMetrics',
    make: () => {
      const metrics = new Metrics({ namespace: 'test', serviceName: 'companion' })
      return [logMetrics(metrics), { before: () => void metrics.addMetric('asked', 'Count', 1) }]
    },
    printed: {
      accepted: { service: 'companion', asked: 1 },
      refused: { service: 'companion', asked: 1 },
    },
  },
  {
    name: 'captureLambdaHandler',
    make: () => {
      const tracer = new Tracer({ serviceName: 'companion', captureHTTPsRequests: false })
      return [tracedInMemory(tracer), captureLambdaHandler(tracer)]
    },
    printed: {
      accepted: {
        annotations: expect.objectContaining({ Service: 'companion' }),
        end_time: expect.any(Number),
      },
      refused: { fault: true, end_time: expect.any(Number) },
    },
  },
  { name: 'http-cors', make: () => [httpCors({ origin })], headers: cors },
  { name: 'http-security-headers', make: () => [httpSecurityHeaders()], headers: security },
  { name: 'http-content-negotiation', make: () => [httpContentNegotiation(negotiated)] },
]
const together: Companion = {
  name: 'all of them',
  make: () => single.flatMap(({ make }) => make()),
  headers: { ...cors, ...security },
}

const printed: string[] = []
let pool: UserPool

beforeAll(async () => {
  pool = await startUserPool()
})
afterAll(() => pool.issuer.close())

beforeEach(() => {
  // As in Lambda: Powertools' tracer does nothing elsewhere.
  vi.stubEnv('AWS_EXECUTION_ENV', 'AWS_Lambda_nodejs24.x')
  vi.stubEnv('_HANDLER', 'index.handler')
  printed.length = 0
  vi.spyOn(process.stdout, 'write').mockImplementation((line) => printed.push(String(line)) > 0)
})
afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllEnvs()
})

describe.each(wholeStacks)('in $mode mode', ({ plugin, make: stack, read, answer }) => {
  describe.each([...single, together])(
    'beside $name',
    ({ make, headers = {}, printed: expected }) => {
      const ask = async ({ tokenHeader, event }: EventShape, token: string) => {
        const request = event({
          headers: { [tokenHeader]: `Bearer ${token}`, accept, origin, 'content-type': json },
          body: '{"query":"Why?"}',
        })
        const handler = stack({ pool, tokenHeader, plugin, companions: make() })
        return openInvocation(handler, request, { context: { awsRequestId: requestId } })
      }

      it.each(eventShapes)('answers $name', async (shape) => {
        const token = pool.token()
        const response = await ask(shape, token)

        expect(response.statusCode).toBe(200)
        expect(lowerCase(response.headers)).toMatchObject(headers)
        expect(await read(response)).toEqual(answer('Why?', pool.user.sub))
        if (expected) expect(lines()).toContainEqual(expect.objectContaining(expected.accepted))
        for (const secret of [token, secretKey]) expect(printed.join('')).not.toContain(secret)
      })

      it.each(eventShapes)('refuses a bad token of $name', async (shape) => {
        const token = 'not.a.token'
        const response = await ask(shape, token)

        expect(response.statusCode).toBe(401)
        expect(lowerCase(response.headers)).toMatchObject({
          ...headers,
          'content-type': 'application/json',
          'www-authenticate': 'Bearer error="invalid_token"',
        })
        expect(JSON.parse(await response.text())).toEqual({
          error: 'invalid_token',
          message: 'The token is not valid.',
          requestId,
        })
        if (expected) expect(lines()).toContainEqual(expect.objectContaining(expected.refused))
        expect(printed.join('')).not.toContain(token)
      })
    },
  )
})

describe.each(wholeStacks)('in $mode mode', ({ plugin, make: stack }) => {
  // Middy's middleware reads `headers` alone.
  const shapes = eventShapes.filter(({ event }) => event().headers)

  it.each(shapes)('a 406 of http-content-negotiation for $name is a 406', async (shape) => {
    const companions = [httpCors({ origin }), httpContentNegotiation(negotiated)]
    const handler = stack({ pool, tokenHeader: shape.tokenHeader, plugin, companions })
    const response = await openInvocation(
      handler,
      shape.event({ headers: { accept: 'image/png' } }),
      {
        context: { awsRequestId: requestId },
      },
    )

    expect(response.statusCode).toBe(406)
    expect(lowerCase(response.headers)).toMatchObject(cors)
    expect(JSON.parse(await response.text())).toEqual({
      error: 'not_acceptable',
      message: 'Unsupported MediaType. Acceptable values: application/json, text/event-stream',
      requestId,
    })
  })
})

/** What was printed, as far as it is JSON by lines. */
function lines(): unknown[] {
  return printed
    .flatMap((text) => text.split('\n'))
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line))
}

/** Opens a segment that stays in memory, and prints what was made in it when its request is over. */
function tracedInMemory({ provider }: Tracer): MiddlewareObj {
  // The SDK that the tracer brings along.
  const { Segment } = createRequire(import.meta.resolve('@aws-lambda-powertools/tracer'))(
    'aws-xray-sdk-core',
  )
  const segment = new Segment('companion')
  const print = () => void process.stdout.write(`${JSON.stringify(segment.subsegments[0])}\n`)
  return {
    before: () => {
      const namespace = provider.getNamespace()
      namespace.enter(namespace.createContext())
      provider.setSegment(segment)
    },
    after: print,
    onError: print,
  }
}

function lowerCase(headers: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
  )
}
