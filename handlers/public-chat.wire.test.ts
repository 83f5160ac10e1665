import { readdirSync, readFileSync } from 'node:fs'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { usedUpViewer, writeRecordedCounts } from '../scripts/events/recorded-counts.ts'
import { startChatPart } from '../twin/chat-part.ts'
import { type Cloud, pool, startCloud } from '../twin/cloud.ts'
import { exchange, type RecordedEvent, transcript } from '../twin/replay/transcript.ts'
import { openInvocation } from '../twin/runtime/in-process.ts'
import type { BedrockRequest } from '../twin/services/bedrock/bedrock.ts'
import { contentDelta, messageStop } from '../twin/services/bedrock/converse.ts'
import { startIssuer } from '../twin/services/issuer.ts'
import { functionUrlEvent, httpApiEvent } from '../twin/testing/event-shapes.ts'

const folder = new URL('../events/', import.meta.url)
const read = (file: string) => readFileSync(new URL(file, folder), 'utf8')

/** The other failures of models are left to `npm run replay`, and to the tests of `chat`. */
const failures = ['rehearse-429', 'rehearse-cut', 'rehearse-empty']
const names = readdirSync(folder)
  .filter((file) => file.startsWith('public-chat.') && file.endsWith('.json'))
  .map((file) => file.replace('.json', ''))
  .filter((name) => !name.includes('rehearse') || failures.some((each) => name.endsWith(each)))

let cloud: Cloud
const printed: string[] = []

beforeAll(async () => {
  const chats = await startChatPart()
  cloud = await startCloud(await startIssuer(pool), { paceMs: 0, parts: [chats] })
  await writeRecordedCounts(chats)
})
afterAll(() => cloud.close())
beforeEach(() => {
  printed.length = 0
  for (const stream of [process.stdout, process.stderr]) {
    vi.spyOn(stream, 'write').mockImplementation((chunk) => printed.push(String(chunk)) > 0)
  }
})
afterEach(() => {
  vi.restoreAllMocks()
  vi.useRealTimers()
  cloud.bedrock.script(undefined)
})

/** The handlers as they start with these variables besides the twin's. */
const start = async (environment: Record<string, string | undefined> = {}) => {
  vi.unstubAllEnvs()
  const all = { ALLOWED_ORIGINS: undefined, ...cloud.environment, ...environment }
  for (const [name, value] of Object.entries(all)) vi.stubEnv(name, value)
  vi.resetModules()
  return import('./public-chat.ts')
}

/** The same handlers for all tests of one suite, as one execution environment serves many events. */
const withHandlers = (environment?: Record<string, string>) => {
  let handlers: Awaited<ReturnType<typeof start>>
  beforeAll(async () => {
    handlers = await start(environment)
  })
  return () => handlers
}

const origin = 'https://www.example.com'
const plain = withHandlers()
const configured = withHandlers({
  MAX_OUTPUT_TOKENS: '300',
  BEDROCK_FALLBACK_MODEL_ID: 'us.amazon.nova-micro-v1:0',
  SYSTEM_PROMPT: 'Our rules.',
  ALLOW_SYSTEM_PROMPT: 'true',
  ALLOWED_ORIGINS: origin,
})

const context = { functionName: 'public-chat' }
const replay = async (handler: unknown, event: RecordedEvent) => {
  const lambda = {
    invoke: (given: unknown, { requestId = '' } = {}) =>
      openInvocation(handler, given, { context: { ...context, awsRequestId: requestId } }),
  }
  return transcript(await exchange(lambda, event))
}

let viewers = 0
/** A request from an address of its own. */
const asking = (body: object, headers: Record<string, string> = {}, viewer = '') => {
  viewers += 1
  const event = httpApiEvent({
    method: 'POST',
    path: '/chat',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })
  const { requestContext } = event as { requestContext: { http: object } }
  const sourceIp = viewer || `203.0.113.${viewers}`
  return {
    ...event,
    requestContext: { ...requestContext, http: { ...requestContext.http, sourceIp } },
  }
}
const ask = async (handler: unknown, event: object) => {
  const response = await openInvocation(handler, event, { context })
  return { ...response, body: await response.text() }
}

/** What the model was asked. */
const heard = () => {
  const asked: BedrockRequest[] = []
  cloud.bedrock.script(async (request, writer) => {
    asked.push(request)
    await writer.write(
      Buffer.concat([
        contentDelta({ reasoningContent: { text: 'A secret thought.' } }),
        contentDelta({ text: 'Hello.' }, 1),
        messageStop('end_turn'),
      ]),
    )
  })
  return asked.values()
}

describe('behind a Function URL', () => {
  it.each(names)('answers %s as expected, and prints no secret', async (name) => {
    const event = JSON.parse(read(`${name}.json`))
    expect(await replay(plain().streaming, event)).toBe(read(`expected/${name}.txt`))
    const log = printed.join('')
    expect(log.split('\n').filter((line) => line.includes('"message":"request"'))).toHaveLength(1)
    for (const secret of ['What can you do', event.headers['x-forwarded-for'], usedUpViewer]) {
      if (secret) expect(log).not.toContain(secret)
    }
  })
})

describe('behind an HTTP API', () => {
  const examples = ['http-api', 'missing-message', 'rate-limited', 'no-address', 'rehearse-cut']

  it.each(examples)('answers %s as well', async (example) => {
    const name = `public-chat.${example}`
    // There is one way to answer, so nothing is negotiated.
    const expected = read(`expected/${name}.txt`).replace('vary: accept\n', '')
    // The same address has asked behind a Function URL.
    const replayed = await replay(plain().handler, JSON.parse(read(`${name}.json`)))
    expect(replayed.replace('remaining: 8', 'remaining: 9')).toBe(expected)
  })

  it('refuses the eleventh request of a minute, with the seconds that are left', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.UTC(2026, 5, 1, 12, 0, 20) })
    const { handler } = await start()
    const event = asking({}, {}, '192.0.2.1')
    const left: (string | undefined)[] = []
    for (let request = 1; request <= 10; request++) {
      const { statusCode, headers } = await ask(handler, event)
      expect(statusCode).toBe(400)
      left.push(headers['x-ratelimit-remaining'])
    }
    expect(left).toEqual(['9', '8', '7', '6', '5', '4', '3', '2', '1', '0'])
    const refused = await ask(handler, event)
    expect(refused).toMatchObject({
      statusCode: 429,
      headers: {
        'retry-after': '40',
        'x-ratelimit-limit': '10',
        'x-ratelimit-remaining': '0',
        'x-ratelimit-window': '60',
      },
    })
    expect(JSON.parse(refused.body)).toEqual({
      error: 'Rate limit exceeded',
      message: 'Too many requests. Maximum 10 requests per 60 seconds.',
      retry_after: 40,
    })
  })
})

describe('the model', () => {
  it('has a cap, reasons little, and its reasoning is not sent', async () => {
    const asked = heard()
    const { body } = await ask(configured().handler, asking({ message: 'Hi' }))
    expect(JSON.parse(body)).toEqual({ response: 'Hello.', model: 'openai.gpt-oss-120b-1:0' })
    expect(asked.next().value).toMatchObject({
      modelId: 'openai.gpt-oss-120b-1:0',
      body: {
        messages: [{ role: 'user', content: [{ text: 'Hi' }] }],
        inferenceConfig: { maxTokens: 300 },
        additionalModelRequestFields: { reasoning_effort: 'low' },
      },
    })
    const event = asking({ message: 'Hi' }, { accept: 'text/event-stream' })
    const stream = await ask(configured().streaming, event)
    expect(stream.body).toContain('data: {"chunk":"Hello."}')
    expect(stream.body + printed.join('')).not.toContain('secret thought')
  })

  it('may have a fallback, which is named where it answers', async () => {
    const { handler } = configured()
    const message = 'Hi /rehearse 400-key@openai'
    const { statusCode, body } = await ask(handler, asking({ message }))
    expect(statusCode).toBe(200)
    expect(JSON.parse(body)).toMatchObject({ model: 'us.amazon.nova-micro-v1:0' })
  })
})

describe('a system prompt', () => {
  const wishes = 'Answer in verse.'

  it('of ours comes first; that of a client never joins it', async () => {
    const asked = heard()
    await ask(configured().handler, asking({ message: 'Hi', system_prompt: wishes }))
    const { body } = asked.next().value as { body: { system: { text: string }[] } }
    expect(body.system[0]?.text).toMatch(/^Our rules\./)
    expect(JSON.stringify(body.system)).not.toContain(wishes)
    expect(JSON.stringify(body)).toContain(wishes)
  })

  it('of a client is refused before the model is asked, unless that is allowed', async () => {
    const asked = heard()
    const { statusCode } = await ask(
      plain().handler,
      asking({ message: 'Hi', system_prompt: wishes }),
    )
    expect(statusCode).toBe(400)
    expect(asked.next().done).toBe(true)
  })
})

describe("the viewer's address", () => {
  it('is that of the header behind CloudFront, and nothing else is believed there', async () => {
    const { streaming } = await start({ TRUST_VIEWER_ADDRESS: 'true' })
    const from = (headers: Record<string, string>) =>
      functionUrlEvent({
        path: '/public/chat',
        headers: { 'content-type': 'application/json', ...headers },
        body: '{}',
      })
    for (const [address, remaining] of [
      ['2001:db8:1:1::1', '9'],
      ['2001:db8:1:1::2', '8'],
      ['2001:db8:1:2::1', '9'],
    ]) {
      const event = from({ 'x-viewer-address': String(address) })
      expect((await ask(streaming, event)).headers['x-ratelimit-remaining']).toBe(remaining)
    }
    expect((await ask(streaming, from({}))).statusCode).toBe(403)
  })
})

describe('pages of ALLOWED_ORIGINS', () => {
  it.each(['handler', 'streaming'] as const)(
    'may read what %s answers, and its limits',
    async (name) => {
      for (const body of [{ message: 'Hi' }, {}]) {
        const { headers } = await ask(configured()[name], asking(body, { origin }))
        expect(headers).toMatchObject({ 'access-control-allow-origin': origin })
        expect(headers['access-control-expose-headers']).toMatch(
          /retry-after.*x-ratelimit-remaining/,
        )
      }
      const foreign = await ask(configured()[name], asking({}, { origin: 'https://evil.example' }))
      expect(foreign.headers).not.toHaveProperty('access-control-allow-origin')
    },
  )
})
