import { createHash } from 'node:crypto'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { functions } from '../../scripts/functions.ts'
import { type Loopback, listen, targetOf } from '../loopback.ts'
import { startAwsJson } from '../services/aws-json.ts'
import { diagFunctions } from './diag/functions.ts'
import { printLogs } from './diag/logs.ts'
import { showLimit } from './diag/requests.ts'
import { diag } from './diag.ts'

type Got = { path: string; headers: Record<string, unknown>; body: string }

let server: Loopback | undefined
let printed: string[]
let got: Got[]

beforeEach(() => {
  printed = []
  got = []
  vi.spyOn(console, 'log').mockImplementation((line: string) => void printed.push(line))
  vi.stubEnv('MIDDY_CHAT_TOKEN', undefined)
  vi.stubEnv('PORT', '9')
})
afterEach(async () => {
  process.exitCode = 0
  await server?.close()
  server = undefined
})

type Reply = { status: number; headers?: Record<string, string>; body: string[] }

/** Answers each request by its number, from 1; `--url` leads to it. */
const serve = async (reply: (request: number, got: Got) => Reply) => {
  server = await listen(async (request, response) => {
    const { path, query } = targetOf(request)
    const seen = {
      path: query === '' ? path : `${path}?${query}`,
      headers: request.headers,
      body: await text(request),
    }
    got.push(seen)
    const {
      status,
      headers = { 'content-type': 'application/json' },
      body,
    } = reply(got.length, seen)
    response.writeHead(status, headers)
    for (const part of body) response.write(part)
    response.end()
  })
  return `${server.url}/chat`
}

/** What was printed, with the times left out. */
const output = () => printed.join('\n').replaceAll(/ *\d+ ms/g, ' N ms')

const limit = (remaining: number) => ({
  'content-type': 'application/json',
  'x-ratelimit-limit': '2',
  'x-ratelimit-remaining': String(remaining),
  'x-ratelimit-window': '60',
})

describe('the functions', () => {
  it('are those of handlers/functions.json, at their paths', () => {
    const paths = Object.entries(diagFunctions).map(([name, { path }]) => [name, path])
    const known = functions.map(({ functionName, routes }) => [functionName, routes[0]?.path])
    expect(paths.sort()).toEqual(known.sort())
  })
})

describe('diag url', () => {
  it('prints the address and nothing else', async () => {
    await diag(['url', 'local'])
    await diag(['url', 'local', '--function', 'chat'])
    expect(printed).toEqual(['http://127.0.0.1:9/public/chat', 'http://127.0.0.1:9/chat'])
  })

  it.each([
    [['url'], 'ENV is missing'],
    [['url', '--url', 'http://example.com'], '--url must be an https URL, or one on this machine'],
    [['url', 'local', '--function', 'toString'], '--function must be one of public-chat, chat'],
    [['url', 'dev', 'prod'], 'only one ENV'],
    [['nothing', 'dev'], 'unknown nothing'],
    [[], 'WHAT is missing'],
    [['limits', 'local', '--requests', '0'], '--requests must be a whole number'],
  ])('refuses %j', async (args, why) => {
    await expect(diag(args)).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringContaining(why),
    })
  })
})

describe('diag test', () => {
  it('shows the frames of a stream as they arrive, and the limit', async () => {
    const url = await serve(() => ({
      status: 200,
      headers: { ...limit(1), 'content-type': 'text/event-stream' },
      body: ['event: model\ndata: "m"\n\ndata: {"chunk":"He', 'llo"}\n\n', 'data: [DONE]\n\n'],
    }))
    await diag(['test', '--url', url])
    expect(output()).toBe(
      [
        `POST ${url}`,
        '',
        ' N ms  200 OK, text/event-stream',
        '           1 of 2 left, in 60 s',
        ' N ms  event: model',
        '           data: "m"',
        ' N ms  data: {"chunk":"Hello"}',
        ' N ms  data: [DONE]',
        '',
        'Answered in N ms.',
      ].join('\n'),
    )
    expect(process.exitCode).toBe(0)
  })

  it('sends what the function and CloudFront need', async () => {
    const url = await serve(() => ({ status: 200, body: ['{"response":"Hi","model":"m"}'] }))
    await diag(['test', '--url', url, '--json'])
    const [{ headers, body } = { headers: {}, body: '' }] = got
    expect(JSON.parse(body)).toEqual({ message: 'Where do I start?' })
    expect(headers).toMatchObject({
      accept: 'application/json',
      'content-type': 'application/json',
      'x-amz-content-sha256': createHash('sha256').update(body).digest('hex'),
    })
    expect(headers).not.toHaveProperty('authorization')
    expect(output()).toContain('"response": "Hi"')
  })

  it.each<[string, Reply]>([
    ['an error', { status: 503, body: ['{"error":"Model overloaded"}'] }],
    [
      'a broken stream',
      {
        status: 200,
        headers: { 'content-type': 'text/event-stream' },
        body: ['data: {"chunk":"a"}\n\nevent: error\ndata: {"code":"deadline"}\n\n'],
      },
    ],
    [
      'a stream that ends without its last frame',
      {
        status: 200,
        headers: { 'content-type': 'text/event-stream' },
        body: ['data: {"chunk":"a"}\n\n'],
      },
    ],
    ['a page', { status: 200, headers: { 'content-type': 'text/html' }, body: ['<p>Hello'] }],
    ['nothing', { status: 301, headers: {}, body: [] }],
  ])('ends with 1 for %s', async (_, reply) => {
    const url = await serve(() => reply)
    await diag(['test', '--url', url])
    expect(printed.at(-1)).toMatch(/^\nNot answered in \d+ ms\.$/)
    expect(process.exitCode).toBe(1)
  })

  it('says that a response broke off', async () => {
    server = await listen(async (_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      response.write('data: {"chunk":"a"}\n\n', () => response.destroy())
    })
    await expect(diag(['test', '--url', `${server.url}/chat`])).rejects.toMatchObject({
      exitCode: 1,
      message: `${server.url} broke the response off (UND_ERR_SOCKET).`,
    })
    expect(output()).toContain('data: {"chunk":"a"}')
  })

  it('says which port nobody may ask', async () => {
    await expect(diag(['test', '--url', 'http://127.0.0.1:1/chat'])).rejects.toMatchObject({
      message: 'http://127.0.0.1:1 does not answer (bad port).',
    })
    vi.stubEnv('PORT', 'abc')
    await expect(diag(['test', 'local'])).rejects.toMatchObject({
      exitCode: 2,
      message: 'PORT must be a whole number, 1 to 65535; it is "abc".',
    })
  })

  it('says that the twin is not running', async () => {
    const { url, close } = await listen(async () => {})
    await close()
    vi.stubEnv('PORT', new URL(url).port)
    await expect(diag(['test', 'local'])).rejects.toMatchObject({
      exitCode: 1,
      message: `${url} does not answer (ECONNREFUSED). Start the twin with npm start.`,
    })
  })
})

describe('a token', () => {
  const token = 'header.payload.signature'

  it('comes from --token or the environment, and is never printed', async () => {
    const url = await serve(() => ({ status: 200, body: ['{}'] }))
    await diag(['test', '--url', url, '--function', 'chatbot-query', '--token', token])
    vi.stubEnv('MIDDY_CHAT_TOKEN', token)
    await diag(['test', '--url', url, '--function', 'chat'])
    expect(got.map(({ headers }) => headers.authorization ?? headers.id_token)).toEqual([
      `Bearer ${token}`,
      token,
    ])
    expect(output()).not.toContain(token)
  })

  it('is not to be had where something else answers', async () => {
    const url = await serve(() => ({ status: 404, body: ['Not found'] }))
    vi.stubEnv('PORT', new URL(url).port)
    await expect(diag(['test', 'local', '--function', 'chat'])).rejects.toMatchObject({
      exitCode: 1,
      message: expect.stringMatching(/gives no token: that is not the twin\.$/),
    })
  })

  it('is minted by the twin for itself', async () => {
    const url = await serve((_, { path }) => ({
      status: 200,
      body: [path.startsWith('/local/token') ? JSON.stringify({ idToken: token }) : '{}'],
    }))
    vi.stubEnv('PORT', new URL(url).port)
    await diag(['test', 'local', '--function', 'chat'])
    expect(got.map(({ path }) => path)).toEqual(['/local/token?user=learner', '/chat'])
    expect(got[1]?.headers.id_token).toBe(token)
  })

  it('is asked for where there is none', async () => {
    const url = await serve(() => ({ status: 200, body: ['{}'] }))
    await expect(diag(['limits', '--url', url, '--function', 'chat'])).rejects.toThrow(
      'chat needs a token',
    )
    expect(got).toEqual([])
  })
})

describe('diag limits', () => {
  const refused = '{"error":"Rate limit exceeded","retry_after":42}'
  const limited = (request: number): Reply =>
    request > 2
      ? { status: 429, headers: { ...limit(0), 'retry-after': '42' }, body: [refused] }
      : { status: 400, headers: limit(2 - request), body: ['{"error":"Missing message"}'] }

  it('shows the limit biting, and asks no model', async () => {
    const url = await serve(limited)
    await diag(['limits', '--url', url])
    expect(output()).toBe(
      [
        `POST ${url}, without a message: it counts, and no model is asked`,
        '',
        '   1  400  1 of 2 left N ms',
        '   2  400  0 of 2 left N ms',
        '   3  429  0 of 2 left N ms',
        '',
        '{',
        '  "error": "Rate limit exceeded",',
        '  "retry_after": 42',
        '}',
        '',
        'The limit of 2 requests in 60 s holds. It ends in 42 s.',
      ].join('\n'),
    )
    expect(got.map(({ body }) => body)).toEqual(['{}', '{}', '{}'])
    expect(process.exitCode).toBe(0)
  })

  it('says nothing about the end of a limit that does not state it', async () => {
    const url = await serve(() => ({ status: 429, headers: limit(0), body: ['{}'] }))
    await diag(['limits', '--url', url])
    expect(output()).toMatch(/The limit of 2 requests in 60 s holds\.$/)
  })

  it('takes no limit that is not in numbers', async () => {
    const headers = { ...limit(1), 'x-ratelimit-window': '1m' }
    const url = await serve(() => ({ status: 400, headers, body: ['{}'] }))
    await expect(diag(['limits', '--url', url])).rejects.toThrow('the response states no limit')
  })

  it('goes on where API Gateway has refused, which says so in other words', async () => {
    const throttled: Reply = { status: 429, body: ['{"message":"Too Many Requests"}'] }
    const url = await serve((request) => (request === 2 ? throttled : limited(request)))
    let waits = 0
    const target = { endpoint: url, body: {}, headers: {} }
    expect(await showLimit(target, 9, async () => (waits += 1))).toBe(true)
    expect(waits).toBe(1)
    expect(output().split('\n').slice(2, 5)).toEqual([
      '   1  400  1 of 2 left N ms',
      '   2  429  not by the function N ms',
      '   3  429  0 of 2 left N ms',
    ])
  })

  it('ends with 1 where nothing is refused', async () => {
    const url = await serve(limited)
    await diag(['limits', '--url', url, '--requests', '2'])
    expect(printed.at(-1)).toBe('\n2 requests were not refused by the function.')
    expect(process.exitCode).toBe(1)
  })

  it.each<[string, Reply]>([
    ['the response states no limit', { status: 400, body: ['{}'] }],
    ['not signed in: {"error":"no"}', { status: 401, body: ['{"error":"no"}'] }],
    ['HTTP 404: {}', { status: 404, body: ['{}'] }],
    ['HTTP 503: down', { status: 503, body: ['down\nfor a reason'] }],
  ])('stops at once: %s', async (why, reply) => {
    const url = await serve(() => reply)
    await expect(diag(['limits', '--url', url])).rejects.toThrow(why)
    expect(got).toHaveLength(1)
  })
})

describe('diag warmup', () => {
  it('starts environments and asks no model', async () => {
    const url = await serve(() => ({ status: 400, body: ['{}'] }))
    await diag(['warmup', '--url', url, '--requests', '3'])
    expect(got.map(({ body }) => body)).toEqual(['{}', '{}', '{}', '{}'])
    expect(output().split('\n').slice(2)).toEqual([
      ...Array(3).fill(' N ms  400 Bad Request'),
      ' N ms  400 Bad Request, afterwards',
    ])
  })
})

describe('diag logs', () => {
  const at = Date.UTC(2026, 0, 1, 12)
  const line = { level: 'INFO', message: 'request', service: 'chat', statusCode: 200, totalMs: 7 }

  /** CloudWatch Logs, whose first page has one event and whose second page has two; after some queries, nothing. */
  const startLogs = async (queries = 9) => {
    const asked: Record<string, unknown>[] = []
    server = await startAwsJson({
      version: '1.1',
      prefix: 'Logs_20140328.',
      count: () => {},
      answer: async (operation, input) => {
        asked.push({ operation, ...input })
        if (input.logGroupName === 'missing' || asked.length > 2 * queries) {
          const body = { __type: 'ResourceNotFoundException', message: 'no such group' }
          return { status: 400, body }
        }
        const events = [
          { eventId: '1', timestamp: at, message: JSON.stringify(line) },
          { eventId: '1', timestamp: at, message: JSON.stringify(line) },
          { eventId: '2', timestamp: at + 1, message: 'REPORT Duration: 3 ms\n' },
        ]
        return input.nextToken === undefined
          ? { status: 200, body: { events: events.slice(0, 1), nextToken: 'more' } }
          : { status: 200, body: { events: events.slice(1) } }
      },
    })
    vi.stubEnv('AWS_ENDPOINT_URL_CLOUDWATCH_LOGS', server.url)
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'local')
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'local')
    return asked
  }

  it('prints each event once, of all pages, without what every line repeats', async () => {
    const asked = await startLogs()
    await diag(['logs', '--log-group', 'group', '--region', 'eu-west-1', '--since', '5'])
    expect(printed).toEqual([
      '12:00:00.000  INFO  request statusCode=200 totalMs=7',
      '12:00:00.001  REPORT Duration: 3 ms',
    ])
    expect(asked).toMatchObject([
      { operation: 'FilterLogEvents', logGroupName: 'group' },
      { operation: 'FilterLogEvents', nextToken: 'more' },
    ])
    const since = Date.now() - Number(asked[0]?.startTime)
    expect(since).toBeGreaterThanOrEqual(300_000)
    expect(since).toBeLessThan(310_000)
  })

  it('goes on, and prints what is delivered late or twice once', async () => {
    const asked = await startLogs(3)
    const looks: number[] = []
    const following = printLogs({
      logGroup: 'group',
      sinceMs: Date.now() - at + 60_000,
      follow: true,
      region: 'eu-west-1',
      wait: async () => looks.push(asked.length),
    })
    await expect(following).rejects.toThrow('ResourceNotFoundException')
    expect(looks).toEqual([2, 4, 6])
    expect(printed).toHaveLength(2)
    const [first, , second] = asked.map(({ startTime }) => Number(startTime) - at)
    expect([first, second]).toEqual([expect.closeTo(-60_000, -3), -29_999])
  })

  it("says what is wrong in CloudWatch's words", async () => {
    await startLogs()
    await expect(
      diag(['logs', '--log-group', 'missing', '--region', 'eu-west-1']),
    ).rejects.toMatchObject({
      exitCode: 1,
      message: 'missing: ResourceNotFoundException: no such group',
    })
  })

  it('knows that the twin prints its own', async () => {
    await expect(diag(['logs', 'local'])).rejects.toThrow('the twin prints its log itself')
  })
})
