import { readFileSync } from 'node:fs'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { writeRecordedChats } from '../scripts/events/recorded-chats.ts'
import { eventually } from '../test/support/eventually.ts'
import { type ChatPart, startChatPart } from '../twin/chat-part.ts'
import { type Cloud, pool, startCloud } from '../twin/cloud.ts'
import { openInvocation } from '../twin/runtime/in-process.ts'
import { startIssuer } from '../twin/services/issuer.ts'

const read = (file: string) =>
  JSON.parse(readFileSync(new URL(`../events/${file}.json`, import.meta.url), 'utf8'))

const off = {
  LIMITS_TABLE: undefined,
  REQUESTS_PER_MINUTE: undefined,
  REQUESTS_PER_DAY: undefined,
  CONCURRENT_ANSWERS: undefined,
  TOKENS_PER_DAY: undefined,
  TOKENS_PER_MONTH: undefined,
  BUDGET_TIME_ZONE: undefined,
}

let cloud: Cloud
let chats: ChatPart
const printed: string[] = []
beforeAll(async () => {
  chats = await startChatPart()
  const issuer = await startIssuer({ ...pool, jwks: read('keys/jwks') })
  cloud = await startCloud(issuer, { paceMs: 0, parts: [chats] })
  await writeRecordedChats(chats)
})
beforeEach(() => {
  printed.length = 0
  chats.dynamodb.resetCounts()
  for (const stream of [process.stdout, process.stderr]) {
    vi.spyOn(stream, 'write').mockImplementation((chunk) => printed.push(String(chunk)) > 0)
  }
})
afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllEnvs()
})
afterAll(() => cloud.close())

describe.each([
  {
    name: 'chatbot-query',
    load: async () => (await import('./chatbot-query.ts')).handler,
    ok: 'chatbot-query.ok',
    stalled: 'chatbot-query.rehearse-stall',
    kept: {},
    longest: 8_192,
    promptTokens: 1_500,
  },
  // A question in a new chat: three writes of its own, and a read.
  {
    name: 'chat',
    load: async () => (await import('./chat.ts')).streaming,
    ok: 'chat.streaming',
    stalled: 'chat.streaming-rehearse-stall',
    kept: { BatchWriteItem: 2, GetItem: 1 },
    longest: 4_096,
    promptTokens: 100,
  },
])('the limits of $name', ({ name, load, ok, stalled, kept, longest, promptTokens }) => {
  /** The handler with these limits, each in a function of its own: no limit of another test counts. */
  const start = async (limits: Record<string, string | undefined>) => {
    const variables = { ...off, ...cloud.environment, ...limits }
    for (const [variable, value] of Object.entries(variables)) vi.stubEnv(variable, value)
    vi.resetModules()
    const handler = await load()
    const context = { functionName: `${name}-${functions++}` }
    return (event: string = ok) => openInvocation(handler, read(event), { context })
  }
  let functions = 0

  it('are off without a table, and without figures: nothing is counted', async () => {
    for (const limits of [off, {}]) {
      const ask = await start(limits)
      const { statusCode, headers, text } = await ask()
      expect(statusCode).toBe(200)
      await text()
      expect(Object.keys(headers)).not.toContain('x-ratelimit-limit')
      expect(chats.dynamodb.counts.requests).toEqual(kept)
      chats.dynamodb.resetCounts()
    }
  })

  it('cost three writes for a question, with one window and a limit of answers at once', async () => {
    const ask = await start({ REQUESTS_PER_MINUTE: '5', CONCURRENT_ANSWERS: '1' })
    const { headers, text } = await ask()
    expect(await text()).toContain('[DONE]')
    expect(headers).toMatchObject({ 'x-ratelimit-limit': '5', 'x-ratelimit-remaining': '4' })
    expect(chats.dynamodb.counts.requests).toEqual({ ...kept, UpdateItem: 3 })
  })

  it.each([
    ['a minute', { REQUESTS_PER_MINUTE: '1' }, '60'],
    ['a day', { REQUESTS_PER_MINUTE: '9', REQUESTS_PER_DAY: '1' }, '86400'],
  ])('refuse a user who asks too often in %s', async (_, limits, seconds) => {
    const ask = await start(limits)
    const first = await ask()
    expect(first.statusCode).toBe(200)
    await first.text()
    const refused = await ask()
    expect(refused.statusCode).toBe(429)
    expect(refused.headers).toMatchObject({
      'x-ratelimit-limit': '1',
      'x-ratelimit-remaining': '0',
      'x-ratelimit-window': seconds,
      'retry-after': expect.stringMatching(/^\d+$/),
    })
    expect(await refused.text()).toContain('rate_limited')
  })

  it('count a question that cannot be read, and say how many are left', async () => {
    const ask = await start({ REQUESTS_PER_MINUTE: '5', CONCURRENT_ANSWERS: '1' })
    const refused = await ask(`${name}.malformed-json`)
    expect(refused.statusCode).toBe(400)
    expect(refused.headers).toMatchObject({ 'x-ratelimit-remaining': '4' })
    expect(chats.dynamodb.counts.requests).toEqual({ UpdateItem: 1 })
  })

  it('refuse a user who has too many answers under way', async () => {
    const ask = await start({ CONCURRENT_ANSWERS: '2' })
    const all = await Promise.all(Array.from({ length: 5 }, () => ask(stalled)))
    expect(all.map(({ statusCode }) => statusCode).toSorted()).toEqual([200, 200, 429, 429, 429])
    const refused = all.filter(({ statusCode }) => statusCode === 429)
    for (const each of refused) expect(await each.text()).toContain('too_many_answers')
    for (const each of all) each.destroy()
    // Five to take a lease, and two to free one, after all else.
    await eventually(() => expect(chats.dynamodb.counts.requests.UpdateItem).toBe(7))
  })

  it('reserve and charge the tokens of an answer, in two writes', async () => {
    const ask = await start({ TOKENS_PER_DAY: '1000000', BUDGET_TIME_ZONE: 'Asia/Seoul' })
    const { headers, text } = await ask()
    expect(await text()).toContain('[DONE]')
    expect(headers['ratelimit-policy']).toBe('"day";q=1000000')
    const reserved = 1_000_000 - Number(/r=(\d+)/.exec(headers.ratelimit ?? '')?.[1])
    // The longest answer and the prompt, and what the other tests of this file have spent.
    expect(reserved).toBeGreaterThan(longest)
    expect(chats.dynamodb.counts.requests).toEqual({ ...kept, UpdateItem: 2 })
  })

  it('refuse a user whose tokens are spent, until they are reset', async () => {
    const ask = await start({ TOKENS_PER_MONTH: String(longest + 500 + promptTokens) })
    let refused = await ask()
    for (let asked = 0; refused.statusCode === 200 && asked < 30; asked += 1) {
      await refused.text()
      refused = await ask()
    }
    expect(refused.statusCode).toBe(429)
    expect(JSON.parse(await refused.text())).toMatchObject({
      resetsAt: expect.stringMatching(/^\d{4}-\d\d-01T00:00:00\.000Z$/),
    })
  })

  it('stop the start if not a single answer is within the budget', async () => {
    const starting = start({ TOKENS_PER_DAY: String(longest) })
    await expect(starting).rejects.toThrow(`more than one answer may have: ${longest}`)
  })

  it('stop the start without their table', async () => {
    for (const limit of Object.keys(off).slice(1)) {
      const value = limit === 'BUDGET_TIME_ZONE' ? 'UTC' : '1'
      const starting = start({ LIMITS_TABLE: undefined, [limit]: value })
      await expect(starting).rejects.toThrow('only with LIMITS_TABLE')
    }
    await expect(start({ REQUESTS_PER_MINUTE: '0' })).rejects.toThrow('REQUESTS_PER_MINUTE')
  })
})
