import { GoogleGenerativeAI, GoogleGenerativeAIFetchError } from '@google/generative-ai'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { eventually } from '../../test/support/eventually.ts'
import { type FailureName, failureNames } from './failures.ts'
import { type Gemini, startGemini } from './gemini.ts'

const apiKey = 'AIzaTwinKey'
const model = 'gemini-3.8-flash'

let gemini: Gemini
beforeAll(async () => {
  gemini = await startGemini({ apiKey: () => apiKey, paceMs: 0, slowFirstMs: 150, cutAfterMs: 0 })
})
afterEach(() => gemini.script(undefined))
afterAll(() => gemini.close())

const prompt = (query: string) =>
  `The learner's turn follows as JSON.\n${JSON.stringify({
    problemDetails: { title: 'Two Sum', constraints: ['2 <= nums.length <= 10^5'] },
    userCode: 'def two_sum(nums, target):\n    pass',
    history: [],
    query,
  })}`

/** With Google's own SDK. */
function ask(query: string, { key = apiKey, signal }: { key?: string; signal?: AbortSignal } = {}) {
  const asked = new GoogleGenerativeAI(key).getGenerativeModel(
    { model, systemInstruction: 'You are a tutor.' },
    { baseUrl: gemini.url },
  )
  return asked.generateContentStream(prompt(query), signal ? { signal } : {})
}

const said = (text: string) => JSON.stringify({ contents: [{ role: 'user', parts: [{ text }] }] })

/** Without the SDK, to see what it hides: status, body, and whether the connection held. */
async function post(query: string, signal?: AbortSignal) {
  const response = await fetch(`${gemini.url}${path}`, {
    method: 'POST',
    headers: { 'x-goog-api-key': apiKey },
    body: said(prompt(query)),
    signal: signal ?? null,
  })
  let body = ''
  let ended = true
  try {
    for await (const bytes of response.body ?? []) body += Buffer.from(bytes).toString()
  } catch {
    ended = false
  }
  return { status: response.status, body, ended }
}
const pathOf = (name: string) => `/v1beta/models/${name}:streamGenerateContent?alt=sse`
const path = pathOf(model)

describe('an answer', () => {
  it("streams through Google's SDK, with usage and one finish reason", async () => {
    const { stream, response } = await ask('Where do I begin?')
    const chunks = await Array.fromAsync(stream)
    expect(chunks.length).toBeGreaterThan(10)
    const text = chunks.map((chunk) => chunk.text()).join('')
    expect(text).toContain('Two Sum')
    expect((await response).text()).toBe(text)

    const reasons = chunks.map((chunk) => chunk.candidates?.[0]?.finishReason)
    expect(reasons.filter(Boolean)).toEqual(['STOP'])
    expect(reasons.at(-1)).toBe('STOP')
    const usage = (await response).usageMetadata
    const sent = 'You are a tutor.'.length + prompt('Where do I begin?').length
    expect(usage?.promptTokenCount).toBe(Math.ceil(sent / 4))
    expect(usage?.candidatesTokenCount).toBe(Math.ceil(text.length / 4))
    expect(usage?.totalTokenCount).toBe(Math.ceil(sent / 4) + Math.ceil(text.length / 4))
  })

  it('is framed as by Google, with the same bytes for the same question', async () => {
    const { status, body } = await post('Where do I begin?')
    expect(status).toBe(200)
    const frames = body.split('\r\n\r\n')
    expect(frames.pop()).toBe('')
    for (const frame of frames) {
      expect(frame).toMatch(/^data: \{.*\}$/)
      expect(JSON.parse(frame.slice(6))).toMatchObject({
        modelVersion: model,
        responseId: expect.stringMatching(/^[\w-]{22}$/),
      })
    }
    expect((await post('Where do I begin?')).body).toBe(body)
  })

  it('keeps the given pace', async () => {
    const slow = await startGemini({
      apiKey,
      paceMs: 30,
      rehearse: (_, { paceMs }) => [
        { type: 'wait', ms: paceMs },
        { type: 'text', text: 'a' },
        { type: 'wait', ms: paceMs },
        { type: 'finish', reason: 'stop' },
      ],
    })
    const start = performance.now()
    const init = { method: 'POST', headers: { 'x-goog-api-key': apiKey }, body: said('Hello') }
    await (await fetch(`${slow.url}${path}`, init)).text()
    expect(performance.now() - start).toBeGreaterThan(55)
    await slow.close()
  })
})

describe('a refusal', () => {
  it.each(['AIzaWrong', ''])("of the key %j is Google's 400", async (key) => {
    const error = await ask('Hello', { key }).catch((caught) => caught)
    expect(error).toBeInstanceOf(GoogleGenerativeAIFetchError)
    expect(error).toMatchObject({ status: 400, errorDetails: [{ reason: 'API_KEY_INVALID' }, {}] })
  })

  it.each([
    ['another method', { method: 'GET' }, path, 404],
    ['another address', { method: 'POST' }, '/v1beta/models', 404],
    ['a stream that is no SSE', { method: 'POST' }, path.replace('?alt=sse', ''), 404],
    ['a body that is not JSON', { method: 'POST', body: '{' }, path, 400],
    ['a body without contents', { method: 'POST', body: '{}' }, path, 400],
    ['a body with no content', { method: 'POST', body: '{"contents":[]}' }, path, 400],
  ])('of %s has the body of a Google error', async (_, init, address, status) => {
    const headers = { 'x-goog-api-key': apiKey }
    const response = await fetch(`${gemini.url}${address}`, { ...init, headers })
    expect(response.status).toBe(status)
    expect(await response.json()).toMatchObject({ error: { code: status } })
  })
})

describe('a rule of Google', () => {
  const user = { role: 'user', parts: [{ text: 'Why?' }] }
  const answered = { role: 'model', parts: [{ text: 'So.' }] }
  const thinking = (level: string) => ({
    contents: [user],
    generationConfig: { thinkingConfig: { thinkingLevel: level } },
  })
  const send = async (body: object, name = model) => {
    const headers = { 'x-goog-api-key': apiKey }
    const init = { method: 'POST', headers, body: JSON.stringify(body) }
    const response = await fetch(`${gemini.url}${pathOf(name)}`, init)
    return { status: response.status, body: await response.text() }
  }

  it.each([
    ['a conversation that ends with the model', { contents: [user, answered] }, 'end with a user'],
    ['another role', { contents: [{ ...user, role: 'assistant' }] }, 'valid role: user, model'],
    ['a turn without parts', { contents: [{ role: 'user' }] }, 'must not be empty'],
    ['an empty part', { contents: [{ role: 'user', parts: [{}] }] }, '[0].parts[0].data'],
    [
      'a part of empty text',
      { contents: [user, answered, { role: 'user', parts: [{ text: 'a' }, { text: '' }] }] },
      '[2].parts[1].data',
    ],
    ['thinking of level minimal', thinking('minimal'), 'MINIMAL is not supported'],
  ])('refuses %s', async (_name, body, message) => {
    const answer = await send(body)
    expect(answer.status).toBe(400)
    expect(JSON.parse(answer.body).error).toMatchObject({
      status: 'INVALID_ARGUMENT',
      message: expect.stringContaining(message),
    })
  })

  it.each([
    ['a turn without a role', { contents: [{ parts: user.parts }] }, model],
    ['a conversation that ends with the user', { contents: [user, answered, user] }, model],
    ['other data than text', { contents: [{ parts: [{ inlineData: {} }] }] }, model],
    ['thinking of level low', thinking('low'), model],
    ['thinking of level minimal at another model', thinking('minimal'), 'gemini-3.5-flash-lite'],
  ])('allows %s', async (_name, body, name) => {
    expect(await send(body, name)).toMatchObject({ status: 200 })
  })
})

describe('the counters', () => {
  it('count requests, and answers that the client abandons', async () => {
    const { requests, aborted } = gemini
    const client = new AbortController()
    const { stream, response } = await ask('/rehearse stall', { signal: client.signal })
    response.catch(() => {})
    await stream.next()
    expect(gemini).toMatchObject({ requests: requests + 1, open: 1 })
    client.abort()
    await eventually(() => expect(gemini).toMatchObject({ open: 0, aborted: aborted + 1 }))
  })

  it('do not count an answer that was read to its end or cut by the server', async () => {
    const { aborted } = gemini
    await post('Hello')
    await post('/rehearse cut')
    await eventually(() => expect(gemini.open).toBe(0))
    expect(gemini.aborted).toBe(aborted)
  })
})

describe('a script', () => {
  it('writes the reply byte for byte, in place of the rehearsal', async () => {
    const bytes = Buffer.from(
      'data: {"candidates":[{"content":{"parts":[{"text":"안녕"}]}}]}\r\n\r\n',
    )
    const split = bytes.indexOf(Buffer.from('안')) + 1
    let asked = ''
    gemini.script(async (request, writer) => {
      asked = request.contents[0]?.parts?.[0]?.text ?? ''
      await writer.write(bytes.subarray(0, split))
      await writer.delay(10)
      await writer.write(bytes.subarray(split))
    })
    const { response } = await ask('Hello')
    expect((await response).text()).toBe('안녕')
    expect(asked).toBe(prompt('Hello'))
  })

  it('can refuse a request and break the connection', async () => {
    gemini.script((_, writer) => writer.refuse(500, { error: { code: 500 } }))
    expect(await post('Hello')).toMatchObject({ status: 500, ended: true })
    gemini.script((_, writer) => writer.destroy())
    await expect(post('Hello')).rejects.toThrow('fetch failed')
  })

  it('no longer applies once it is removed', async () => {
    expect((await post('Hello')).body).toContain('"finishReason":"STOP"')
  })
})

describe('a failure', () => {
  const failed: Record<FailureName, (failure: () => ReturnType<typeof post>) => Promise<void>> = {
    '429': async (failure) => {
      const { status, body } = await failure()
      expect(status).toBe(429)
      const { error } = JSON.parse(body)
      const types = error.details.map((detail: { '@type': string }) => detail['@type'])
      expect(types.join()).toMatch(/QuotaFailure.*RetryInfo/)
      expect(error.details.at(-1).retryDelay).toBe('37s')
      expect(error.status).toBe('RESOURCE_EXHAUSTED')
    },
    '503': async (failure) => {
      const { status, body } = await failure()
      expect([status, JSON.parse(body).error.status]).toEqual([503, 'UNAVAILABLE'])
    },
    '400-key': async (failure) => {
      const { status, body } = await failure()
      expect(status).toBe(400)
      expect(JSON.parse(body).error.details).toMatchObject([
        { reason: 'API_KEY_INVALID' },
        { detail: `Invalid API key: ${apiKey}` },
      ])
    },
    'day-quota': async (failure) => {
      const { status, body } = await failure()
      expect(status).toBe(429)
      expect(body).toContain('"GenerateRequestsPerDayPerProjectPerModel-FreeTier"')
      expect(body).toContain('"retryDelay": "37s"')
    },
    'too-long': async (failure) => {
      const { status, body } = await failure()
      expect(status).toBe(400)
      expect(JSON.parse(body).error.message).toMatch(/^The input token count \(\d+\) exceeds/)
    },
    'slow-first': async (failure) => {
      const start = performance.now()
      const { body } = await failure()
      expect(performance.now() - start).toBeGreaterThan(145)
      expect(body).toContain('"finishReason":"STOP"')
    },
    stall: async (failure) => {
      const { status, body, ended } = await failure()
      expect([status, ended]).toEqual([200, false])
      expect(body).toContain('"text"')
      expect(body).not.toContain('finishReason')
    },
    cut: async (failure) => {
      const { body, ended } = await failure()
      expect(ended).toBe(false)
      expect(body).toContain('"text"')
      expect(body).not.toContain('finishReason')
    },
    'error-mid-stream': async (failure) => {
      const { status, body, ended } = await failure()
      expect([status, ended]).toEqual([200, true])
      expect(body).toMatch(/"text".*\r\n\r\ndata: \{"error":\{"code":503,[^\n]*\r\n\r\n$/s)
    },
    'safety-prompt': async (failure) => {
      const { status, body } = await failure()
      expect(status).toBe(200)
      expect(body).toContain('"promptFeedback":{"blockReason":"SAFETY"')
      expect(body).not.toContain('candidates"')
    },
    'safety-mid-stream': async (failure) => {
      const { body } = await failure()
      expect(body).toMatch(/"text".*"finishReason":"SAFETY"/s)
    },
    'max-tokens': async (failure) => {
      const { body } = await failure()
      expect(body).toMatch(/"text".*"finishReason":"MAX_TOKENS"/s)
    },
    'length-no-text': async (failure) => {
      const { body } = await failure()
      expect(body).toContain('"finishReason":"MAX_TOKENS"')
      expect(body).not.toContain('"text"')
    },
    'empty-stop': async (failure) => {
      const { body } = await failure()
      expect(body).toContain('"finishReason":"STOP"')
      expect(body).not.toContain('"text"')
    },
    empty: async (failure) =>
      expect(await failure()).toEqual({ status: 200, body: '', ended: true }),
    long: async (failure) => {
      const { body } = await failure()
      const chunks = body.split('\r\n\r\n').length - 1
      expect(chunks).toBeGreaterThanOrEqual(1950)
      expect(chunks).toBeLessThanOrEqual(2100)
    },
  }

  it.each(failureNames)('%s shows on the wire', async (name) => {
    const signal = name === 'stall' ? AbortSignal.timeout(150) : undefined
    await failed[name](() => post(`/rehearse ${name}`, signal))
  })

  it.each([
    ['429', 429],
    ['503', 503],
    ['400-key', 400],
  ])('%s is an HTTP error to the SDK', async (name, status) => {
    await expect(ask(`/rehearse ${name}`)).rejects.toMatchObject({ status })
  })

  it.each([
    ['gemini', 503],
    ['gemini-3.8', 503],
    ['gemini-3.5-flash-lite', 200],
    ['bedrock', 200],
  ])('of %s alone is %i', async (target, status) => {
    expect(await post(`Why? /rehearse 503@${target}`)).toMatchObject({ status })
  })
})
