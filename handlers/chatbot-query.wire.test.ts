import { readdirSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { type Cloud, pool, startCloud } from '../twin/cloud.ts'
import { exchange, transcript } from '../twin/replay/transcript.ts'
import { openInvocation } from '../twin/runtime/in-process.ts'
import { sse } from '../twin/services/gemini-wire.ts'
import { startIssuer } from '../twin/services/issuer.ts'

const saysOk = sse({
  candidates: [{ content: { role: 'model', parts: [{ text: 'Ok.' }] }, finishReason: 'STOP' }],
})

const folder = new URL('../events/', import.meta.url)
const read = (file: string) => readFileSync(new URL(file, folder), 'utf8')
const jwks = JSON.parse(read('keys/jwks.json'))

/** Those that wait for limits of many seconds are left to `npm run replay`. */
const slow = ['rehearse-slow-first', 'rehearse-stall']
const names = readdirSync(folder)
  .filter((file) => file.startsWith('chatbot-query.') && file.endsWith('.json'))
  .map((file) => file.replace('.json', ''))
  .filter((name) => !slow.some((each) => name.endsWith(each)))

const variables = [
  'ALLOWED_ORIGINS',
  'COGNITO_USER_POOL_ID',
  'COGNITO_CLIENT_ID',
  'COGNITO_JWKS_URI',
  'GEMINI_API_KEY',
  'GEMINI_API_KEY_PARAMETER',
  'GEMINI_BASE_URL',
  'GEMINI_FALLBACK_MODEL',
  'GEMINI_MODEL',
  'GEMINI_THINKING',
  'AWS_ENDPOINT_URL_SSM',
  ...['LIMITS_TABLE', 'REQUESTS_PER_MINUTE', 'REQUESTS_PER_DAY', 'CONCURRENT_ANSWERS'],
]

/** The handler as it starts with these variables and no others of its own. */
const start = async (environment: Record<string, string>) => {
  for (const name of variables) vi.stubEnv(name, undefined)
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value)
  vi.resetModules()
  return (await import('./chatbot-query.ts')).handler
}

let cloud: Cloud
beforeAll(async () => {
  cloud = await startCloud(await startIssuer({ ...pool, jwks }), { paceMs: 0 })
})
afterAll(() => cloud.close())

describe('chatbot-query', () => {
  const printed: string[] = []
  let handler: Awaited<ReturnType<typeof start>>

  // One execution environment serves many events.
  beforeAll(async () => {
    handler = await start(cloud.environment)
  })
  beforeEach(() => {
    printed.length = 0
    for (const stream of [process.stdout, process.stderr]) {
      vi.spyOn(stream, 'write').mockImplementation((chunk) => printed.push(String(chunk)) > 0)
    }
  })

  it.each(names)('answers %s as expected, and prints no secret', async (name) => {
    const event = JSON.parse(read(`${name}.json`))
    const lambda = {
      invoke: (given: unknown, { requestId = '' } = {}) =>
        openInvocation(handler, given, { context: { awsRequestId: requestId } }),
    }
    const answer = transcript(await exchange(lambda, event))
    vi.restoreAllMocks()

    expect(answer).toBe(read(`expected/${name}.txt`))
    const log = printed.join('')
    const requests = log.split('\n').filter((line) => line.includes('"message":"request"'))
    expect(requests).toHaveLength(1)
    const { authorization, 'x-viewer-authorization': copied } = event.headers
    const token = (copied ?? authorization)?.slice('Bearer '.length)
    const secrets = ['local-rehearsal-key', 'def two_sum', 'too slow', ...(token ? [token] : [])]
    for (const secret of secrets) expect(log).not.toContain(secret)
  })

  describe('pages of ALLOWED_ORIGINS', () => {
    const origin = 'https://www.example.com'

    it.each([
      ['chatbot-query.rest-api', 200],
      ['chatbot-query.rest-api-no-token', 401],
      ['chatbot-query.rehearse-429', 429],
    ])('may read the answer to %s, and no other page', async (name, status) => {
      const handler = await start({ ...cloud.environment, ALLOWED_ORIGINS: ` ${origin} ` })
      const event = JSON.parse(read(`${name}.json`))
      const from = (page: string) =>
        openInvocation(handler, { ...event, headers: { ...event.headers, origin: page } })
      const { statusCode, headers } = await from(origin)
      expect(statusCode).toBe(status)
      expect(headers).toMatchObject({
        'access-control-allow-origin': origin,
        'access-control-expose-headers': expect.stringContaining('retry-after'),
        vary: 'Origin',
      })
      expect((await from('https://evil.example')).headers).not.toHaveProperty(
        'access-control-allow-origin',
      )
    })

    it('are none by default', async () => {
      const handler = await start(cloud.environment)
      const event = JSON.parse(read('chatbot-query.rest-api.json'))
      const { headers } = await openInvocation(handler, {
        ...event,
        headers: { ...event.headers, origin },
      })
      expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).toEqual([])
    })
  })
})

describe('the tutor', () => {
  const sent = async (environment: Record<string, string>) => {
    let asked: unknown
    cloud.gemini.script((request, writer) => {
      asked = request.generationConfig
      return writer.write(saysOk)
    })
    const handler = await start({ ...cloud.environment, ...environment })
    const event = JSON.parse(read('chatbot-query.ok.json'))
    expect((await openInvocation(handler, event)).statusCode).toBe(200)
    cloud.gemini.script(undefined)
    return asked
  }

  it('thinks little, with room for it in the answer', async () => {
    const thinkingConfig = { thinkingLevel: 'low' }
    expect(await sent({})).toEqual({ maxOutputTokens: 8_192, thinkingConfig })
  })

  it.each([
    ['high', { maxOutputTokens: 8_192, thinkingConfig: { thinkingLevel: 'high' } }],
    ['default', { maxOutputTokens: 8_192 }],
  ])('thinks as GEMINI_THINKING says: %s', async (GEMINI_THINKING, config) => {
    expect(await sent({ GEMINI_THINKING })).toEqual(config)
  })
})

describe('the start', () => {
  it('is stopped by a configuration that is not valid, with every fault named', async () => {
    const starting = start({
      COGNITO_CLIENT_ID: 'not a client',
      COGNITO_JWKS_URI: 'https://evil.example',
      GEMINI_MODEL: '../../evil',
      GEMINI_THINKING: 'hard',
      GEMINI_BASE_URL: 'http://evil.example',
    })
    const error = await starting.catch((reason) => reason)
    expect(error).toBeInstanceOf(TypeError)
    for (const name of [
      'COGNITO_USER_POOL_ID: missing',
      'COGNITO_CLIENT_ID',
      'COGNITO_JWKS_URI',
      'GEMINI_MODEL',
      'GEMINI_THINKING: must be one of minimal, low',
      'GEMINI_BASE_URL',
      'GEMINI_API_KEY or GEMINI_API_KEY_PARAMETER',
    ]) {
      expect(error.message).toContain(name)
    }
  })

  it('is stopped by two keys, and prints neither', async () => {
    const starting = start({ ...cloud.environment, GEMINI_API_KEY: 'AIza-secret' })
    const error = await starting.catch((reason) => reason)
    expect(error.message).toContain('exactly one')
    expect(error.message).not.toContain('AIza-secret')
  })
})
