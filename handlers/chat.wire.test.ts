import { readdirSync, readFileSync } from 'node:fs'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { writeRecordedChats } from '../scripts/events/recorded-chats.ts'
import { hmacToken } from '../test/support/hmac-token.ts'
import { type ChatPart, startChatPart } from '../twin/chat-part.ts'
import { type Cloud, pool, startCloud } from '../twin/cloud.ts'
import { exchange, type RecordedEvent, transcript } from '../twin/replay/transcript.ts'
import { openInvocation } from '../twin/runtime/in-process.ts'
import { startIssuer } from '../twin/services/issuer.ts'
import { users } from '../twin/services/tokens.ts'
import { eventShapes, httpApiEvent } from '../twin/testing/event-shapes.ts'

const folder = new URL('../events/', import.meta.url)
const read = (file: string) => readFileSync(new URL(file, folder), 'utf8')
const jwks = JSON.parse(read('keys/jwks.json'))

/** Those that wait for limits of many seconds are left to `npm run replay`. */
const slow = ['rehearse-slow-first', 'rehearse-stall']
const names = readdirSync(folder)
  .filter((file) => file.startsWith('chat.') && file.endsWith('.json'))
  .map((file) => file.replace('.json', ''))
  .filter((name) => !slow.some((each) => name.endsWith(each)))

const variables = [
  ...['DYNAMODB_TABLE', 'DYNAMODB_MESSAGES_TABLE', 'CHAT_TTL_DAYS'],
  ...['AGENT_ID', 'AGENT_ALIAS_ID', 'BEDROCK_MODEL_ID'],
  ...['COGNITO_USER_POOL_ID', 'COGNITO_CLIENT_ID', 'COGNITO_ISSUER', 'COGNITO_JWKS_URI'],
  'ALLOWED_ORIGINS',
  ...['JWT_SECRET_KEY', 'JWT_SECRET_KEY_PARAMETER', 'JWT_ALGORITHM', 'JWT_ISSUER', 'JWT_AUDIENCE'],
  ...['LIMITS_TABLE', 'REQUESTS_PER_MINUTE', 'REQUESTS_PER_DAY', 'CONCURRENT_ANSWERS'],
]

/** The handlers as they start with these variables and no others of their own. */
const start = async (environment: Record<string, string | undefined>) => {
  for (const name of variables) vi.stubEnv(name, undefined)
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value)
  vi.resetModules()
  return import('./chat.ts')
}

let cloud: Cloud
let chats: ChatPart
const printed: string[] = []

/** Fresh services for the tests of one suite, with the chats of before the recorded events. */
const withServices = () => {
  beforeAll(async () => {
    chats = await startChatPart()
    cloud = await startCloud(await startIssuer({ ...pool, jwks }), { paceMs: 0, parts: [chats] })
    await writeRecordedChats(chats)
  })
  afterAll(() => cloud.close())
}

/** The same handlers for all tests of one suite, as one execution environment serves many events. */
const withHandlers = (environment: () => Record<string, string | undefined>) => {
  let handlers: Awaited<ReturnType<typeof start>>
  beforeAll(async () => {
    handlers = await start(environment())
  })
  return () => handlers
}

beforeEach(() => {
  printed.length = 0
  for (const stream of [process.stdout, process.stderr]) {
    vi.spyOn(stream, 'write').mockImplementation((chunk) => printed.push(String(chunk)) > 0)
  }
})
afterEach(() => {
  vi.restoreAllMocks()
})

const replay = async (handler: unknown, event: RecordedEvent) => {
  const lambda = {
    invoke: (given: unknown, { requestId = '' } = {}) =>
      openInvocation(handler, given, { context: { awsRequestId: requestId } }),
  }
  return transcript(await exchange(lambda, event))
}

describe('behind a Function URL', () => {
  withServices()
  const handlers = withHandlers(() => cloud.environment)

  it.each(names)('answers %s as expected, and prints no secret', async (name) => {
    const event = JSON.parse(read(`${name}.json`))
    expect(await replay(handlers().streaming, event)).toBe(read(`expected/${name}.txt`))
    const log = printed.join('')
    const requests = log.split('\n').filter((line) => line.includes('"message":"request"'))
    expect(requests).toHaveLength(1)
    const { id_token: token } = event.headers
    const secrets = ['Where do I start', ...(token ? [token] : [])]
    for (const secret of secrets) expect(log).not.toContain(secret)
  })
})

describe('behind API Gateway', () => {
  withServices()
  const handlers = withHandlers(() => cloud.environment)
  const asJson = names.filter((name) => !name.includes('streaming'))

  it.each(asJson)('answers %s as well', async (name) => {
    // There is one way to answer, so nothing is negotiated.
    const expected = read(`expected/${name}.txt`).replace('vary: accept\n', '')
    const replayed = await replay(handlers().handler, JSON.parse(read(`${name}.json`)))
    expect(withoutContentType(replayed)).toBe(withoutContentType(expected))
  })
})

describe('pages of ALLOWED_ORIGINS', () => {
  withServices()
  const origin = 'https://www.example.com'

  it.each([
    ['handler', 'chat.rest-api', 200],
    ['streaming', 'chat.rest-api-streaming', 200],
    ['streaming', 'chat.no-token', 401],
  ] as const)('may read what %s answers to %s', async (name, recorded, status) => {
    const module = await start({
      ...cloud.environment,
      ALLOWED_ORIGINS: `${origin},https://b.example`,
    })
    const event = JSON.parse(read(`${recorded}.json`))
    const replayed = await replay(module[name], withOrigin(event, origin))
    expect(replayed).toContain(`HTTP ${status}\n`)
    expect(replayed).toContain(`\naccess-control-allow-origin: ${origin}\n`)
    expect(replayed).toMatch(/^access-control-expose-headers: .*retry-after/m)
    expect(replayed).toMatch(/^vary: .*Origin/m)
    const foreign = await replay(module[name], withOrigin(event, 'https://evil.example'))
    expect(foreign).not.toContain('access-control-allow-origin')
  })
})

const withOrigin = (event: RecordedEvent & { headers: object }, origin: string) => ({
  ...event,
  headers: { ...event.headers, origin },
})

/** API Gateway says what a body is where its function does not. */
const withoutContentType = (text: string) =>
  text.startsWith('HTTP 204') ? text.replace(/^content-type: .*\n/m, '') : text

describe('tokens of a shared secret', () => {
  withServices()
  const secret = 'a secret of at least thirty-two bytes'
  const { sub, ...claims } = users.learner
  const shared = () => ({
    ...cloud.environment,
    COGNITO_USER_POOL_ID: undefined,
    COGNITO_CLIENT_ID: undefined,
    COGNITO_JWKS_URI: undefined,
    JWT_SECRET_KEY: secret,
    JWT_ALGORITHM: 'HS256',
  })
  const asking = (token: string) => ({
    method: 'POST',
    path: '/chat',
    headers: { id_token: token, 'content-type': 'application/json' },
    body: '{"prompt":"Where do I start?"}',
  })

  const handlers = withHandlers(shared)

  it.each(eventShapes)('are good where that is chosen, behind $name', async ({ event }) => {
    const token = hmacToken(secret, { claims: { sub, ...claims } })
    const response = await openInvocation(handlers().handler, event(asking(token)))
    expect(response.statusCode).toBe(200)
    expect(JSON.parse(await response.text())).toMatchObject({ chat: { user_id: sub } })
  })

  it('are refused where it is not', async () => {
    const { handler } = await start(cloud.environment)
    const token = hmacToken(secret, { claims: { sub, ...claims } })
    expect((await openInvocation(handler, httpApiEvent(asking(token)))).statusCode).toBe(401)
  })

  it('are not those of Cognito, which are refused there', async () => {
    const event = JSON.parse(read('chat.ok.json'))
    expect((await openInvocation(handlers().streaming, event)).statusCode).toBe(401)
  })

  it.each([{ email: undefined }, { username: '' }])('have the claims: %o', async (change) => {
    const token = hmacToken(secret, { claims: { sub, ...claims, ...change } })
    const response = await openInvocation(handlers().handler, httpApiEvent(asking(token)))
    expect(response.statusCode).toBe(401)
  })

  it.each([
    ['another issuer', { iss: 'https://evil.example' }, 'issuer'],
    ['another audience', { aud: 'mail' }, 'audience'],
    ['neither', { iss: undefined, aud: undefined }, 'issuer'],
  ])(
    'are refused with %s, where JWT_ISSUER and JWT_AUDIENCE are set',
    async (_, change, reason) => {
      const named = { iss: 'https://shop.example', aud: 'chat' }
      const { handler } = await start({
        ...shared(),
        JWT_ISSUER: named.iss,
        JWT_AUDIENCE: named.aud,
      })
      const statusOf = async (more: object) => {
        const token = hmacToken(secret, { claims: { sub, ...claims, ...more } })
        return (await openInvocation(handler, httpApiEvent(asking(token)))).statusCode
      }
      expect(await statusOf(named)).toBe(200)
      expect(await statusOf({ ...named, ...change })).toBe(401)
      expect(printed.join('')).toContain(`"reason":"${reason}"`)
    },
  )

  it('of any issuer and audience cause warnings at start-up', async () => {
    await start(shared())
    expect(printed.join('')).toContain('JWT_ISSUER is not set')
    expect(printed.join('')).toContain('JWT_AUDIENCE is not set')
  })

  it('may have their secret in the Parameter Store', async () => {
    const name = '/chat/jwt-secret'
    cloud.ssm.set(name, secret)
    const { handler } = await start({
      ...shared(),
      JWT_SECRET_KEY: undefined,
      JWT_SECRET_KEY_PARAMETER: name,
    })
    const token = hmacToken(secret, { claims: { sub, ...claims } })
    expect((await openInvocation(handler, httpApiEvent(asking(token)))).statusCode).toBe(200)
  })
})

describe('a fault of ours', () => {
  withServices()

  it('tells a client no more than where to find it', async () => {
    const { handler } = await start(cloud.environment)
    // A WebSocket API's event, which the router does not know.
    const { headers } = JSON.parse(read('chat.ok.json'))
    const event = { headers, requestContext: { routeKey: '$default', connectionId: 'a' } }
    const context = { awsRequestId: 'request-1' }
    const response = await openInvocation(handler, event, { context })
    expect(response.statusCode).toBe(500)
    expect(JSON.parse(await response.text())).toEqual({
      error: 'Internal server error',
      message: 'Something went wrong on our side. Request request-1.',
    })
  })

  it('of the tables is a 503 that can be tried again', async () => {
    const { handler } = await start(cloud.environment)
    chats.dynamodb.fail = 'AccessDeniedException'
    const answer = await replay(handler, JSON.parse(read('chat.list.json')))
    chats.dynamodb.fail = undefined
    expect(answer).toMatch(/^HTTP 503\n[\s\S]*"code":"history_unavailable"/)
    const { DYNAMODB_TABLE } = cloud.environment
    expect(printed.join('')).toContain(
      `"table":"${DYNAMODB_TABLE}/index/by_user","error":"AccessDeniedException"`,
    )
  })
})

describe('a model of Bedrock instead of an agent', () => {
  withServices()

  it('is told what was said before', async () => {
    const { handler } = await start({
      ...cloud.environment,
      AGENT_ID: undefined,
      AGENT_ALIAS_ID: undefined,
      BEDROCK_MODEL_ID: 'openai.gpt-oss-120b-1:0',
    })
    const answer = await replay(handler, JSON.parse(read('chat.goes-on.json')))
    expect(answer).toContain('I remember one question of yours, and began with “Two numbers”')
  })
})

describe('the start', () => {
  withServices()
  it('is stopped by a configuration that is not valid, with every fault named', async () => {
    const error = await start({
      DYNAMODB_TABLE: 'a table',
      AGENT_ID: 'ABCDEFGHIJ',
      JWT_SECRET_KEY: 'hunter2',
    }).catch((reason) => reason)
    expect(error).toBeInstanceOf(TypeError)
    for (const fault of [
      'DYNAMODB_TABLE: must be',
      'DYNAMODB_MESSAGES_TABLE: missing',
      'AGENT_ID and AGENT_ALIAS_ID or BEDROCK_MODEL_ID: exactly one',
      'JWT_SECRET_KEY: must be at least 32 bytes',
      'JWT_ALGORITHM: exactly one',
    ]) {
      expect(error.message).toContain(fault)
    }
    expect(error.message).not.toContain('hunter2')
  })

  it('is stopped by a secret that is too short for its algorithm', async () => {
    const starting = start({
      ...cloud.environment,
      COGNITO_USER_POOL_ID: undefined,
      COGNITO_CLIENT_ID: undefined,
      JWT_SECRET_KEY: 'x'.repeat(63),
      JWT_ALGORITHM: 'HS512',
    })
    await expect(starting).rejects.toThrow(TypeError)
  })
})
