import { getEventListeners } from 'node:events'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { eventually } from '../../test/support/eventually.ts'
import { failureOf } from '../../test/support/failing-answer.ts'
import { type FailureName, failureNames } from '../../twin/services/failures.ts'
import { type Gemini, type Script, startGemini } from '../../twin/services/gemini.ts'
import { sse as googleSse } from '../../twin/services/gemini-wire.ts'
import type { ReplyWriter } from '../../twin/services/reply-writer.ts'
import { startScripted } from '../../twin/testing/scripted-server.ts'
import { unhandledDuring } from '../../twin/testing/unhandled-rejections.ts'
import type { AnswerEvent } from '../answer/answer.ts'
import { gemini } from './gemini.ts'
import { withRetry } from './with-retry.ts'

const apiKey = 'AIza-test-key-that-nobody-may-see'
const pkg = 'middy-chat/models/gemini'
const prompt = { system: 'You are a tutor.', user: '{"query":"Why?"}' }

let google: Gemini

beforeEach(async () => {
  google = await startGemini({ apiKey, paceMs: 0, slowFirstMs: 0 })
})

afterEach(() => google.close())

const settings = () => ({
  model: 'gemini-3.8-flash',
  apiKey: async () => apiKey,
  baseUrl: google.url,
})
const model = () => gemini({ ...settings(), maxOutputTokens: 64 })

const answer = (user = prompt.user, signal = new AbortController().signal) =>
  Array.fromAsync(model().answer({ ...prompt, user }, { signal }))

const failing = (user = prompt.user, onEvent?: () => void) =>
  failureOf(model().answer({ ...prompt, user }, new AbortController()), onEvent)

const sse = (...chunks: object[]) => chunks.map(googleSse).join('')

const said = (parts: object[], finishReason?: string) => ({
  candidates: [{ content: { role: 'model', parts }, ...(finishReason && { finishReason }) }],
})

const reply =
  (raw: string): Script =>
  (_request, writer) =>
    writer.write(raw)

const rehearsed = (name: FailureName) => JSON.stringify({ query: `Why? /rehearse ${name}` })

const text = (value: string) => ({ type: 'text', text: value })
const finish = (reason: string) => ({ type: 'finish', reason })

describe('the answer', () => {
  it('streams text as it arrives, then the usage and the finish', async () => {
    const events = await answer()
    expect(events.slice(0, -2).every(({ type }) => type === 'text')).toBe(true)
    expect(events.length).toBeGreaterThan(5)
    expect(events.at(-2)).toEqual({
      type: 'usage',
      inputTokens: expect.any(Number),
      outputTokens: expect.any(Number),
    })
    expect(events.at(-1)).toEqual(finish('stop'))
  })

  it('is requested with the system instruction, one user turn and the token limit', async () => {
    let sent: unknown
    google.script(async (request, writer) => {
      sent = request
      await writer.write(sse(said([{ text: 'a' }], 'STOP')))
    })
    await answer()
    expect(sent).toMatchObject({
      systemInstruction: { parts: [{ text: prompt.system }] },
      contents: [{ role: 'user', parts: [{ text: prompt.user }] }],
      generationConfig: { maxOutputTokens: 64 },
    })
  })

  it('is requested without a system instruction when the prompt has none', async () => {
    let sent: unknown
    google.script(async (request, writer) => {
      sent = request
      await writer.write(sse(said([{ text: 'a' }], 'STOP')))
    })
    const { signal } = new AbortController()
    await Array.fromAsync(model().answer({ system: '', user: 'Why?' }, { signal }))
    expect(sent).not.toHaveProperty('systemInstruction')
  })

  it('leaves out thoughts, joins the parts of a chunk, and counts thinking as output', async () => {
    google.script(
      reply(
        sse(said([{ text: 'Let me think', thought: true }]), {
          ...said([{ text: 'one ' }, { text: 'two' }, { functionCall: { name: 'f' } }], 'STOP'),
          usageMetadata: { promptTokenCount: 5, candidatesTokenCount: 2, thoughtsTokenCount: 7 },
        }),
      ),
    )
    expect(await answer()).toEqual([
      text('one two'),
      { type: 'usage', inputTokens: 5, outputTokens: 9 },
      finish('stop'),
    ])
  })

  it('keeps line separators, which Google escapes', async () => {
    google.script(reply(googleSse(said([{ text: 'a\u2028b\u2029c' }], 'STOP'))))
    expect(await answer()).toEqual([text('a\u2028b\u2029c'), finish('stop')])
  })

  it('is complete after its finish reason, although the connection breaks', async () => {
    const heard = Promise.withResolvers<void>()
    google.script(async (_request, writer) => {
      await writer.write(sse(said([{ text: 'a' }], 'STOP')))
      await heard.promise
      writer.destroy()
    })
    const events: AnswerEvent[] = []
    for await (const event of model().answer(prompt, { signal: new AbortController().signal })) {
      events.push(event)
      heard.resolve()
    }
    expect(events).toEqual([text('a'), finish('stop')])
  })

  it('joins characters that are split between packets', async () => {
    const bytes = Buffer.from(sse(said([{ text: '안녕 😀' }], 'STOP')))
    google.script(async (_request, writer) => {
      for (const byte of bytes) await writer.write(Uint8Array.of(byte))
    })
    expect(await answer()).toEqual([text('안녕 😀'), finish('stop')])
  })

  it.each([
    ['STOP', 'stop'],
    ['MAX_TOKENS', 'length'],
    ['SAFETY', 'refused'],
    ['RECITATION', 'refused'],
    ['LANGUAGE', 'refused'],
    ['BLOCKLIST', 'refused'],
    ['PROHIBITED_CONTENT', 'refused'],
    ['SPII', 'refused'],
  ])('keeps its text when Google ends it with %s, and finishes as %s', async (reason, ours) => {
    google.script(reply(sse(said([{ text: 'so far' }]), said([{ text: ', ok' }], reason))))
    expect(await answer()).toEqual([text('so far'), text(', ok'), finish(ours)])
  })

  it('continues after an unspecified finish reason', async () => {
    const unspecified = said([{ text: 'one ' }], 'FINISH_REASON_UNSPECIFIED')
    google.script(reply(sse(unspecified, said([{ text: 'two' }], 'STOP'))))
    expect(await answer()).toEqual([text('one '), text('two'), finish('stop')])
    google.script(reply(sse(unspecified)))
    expect((await failing()).error).toMatchObject({
      code: 'model_incomplete',
      retryable: true,
      cause: { why: 'no finish reason' },
    })
  })

  it.each([
    ['no content', {}],
    ['content without parts', { content: { role: 'model' } }],
  ])('ends with a chunk that has %s', async (_name, content) => {
    const last = { candidates: [{ ...content, finishReason: 'STOP' }] }
    google.script(reply(sse(said([{ text: 'a' }]), last)))
    expect(await answer()).toEqual([text('a'), finish('stop')])
  })

  it('is not refused when Google rates the prompt and still answers', async () => {
    const promptFeedback = { blockReason: 'BLOCK_REASON_UNSPECIFIED' }
    google.script(reply(sse({ ...said([{ text: 'a' }], 'STOP'), promptFeedback })))
    expect(await answer()).toEqual([text('a'), finish('stop')])
  })

  it.each([
    [{ promptTokenCount: 5 }, 5, 0],
    [{ candidatesTokenCount: 2 }, 0, 2],
    [{ promptTokenCount: 5, thoughtsTokenCount: 7 }, 5, 7],
  ])('counts tokens that Google leaves out as none: %j', async (usageMetadata, input, output) => {
    google.script(reply(sse({ ...said([{ text: 'a' }], 'STOP'), usageMetadata })))
    expect(await answer()).toEqual([
      text('a'),
      { type: 'usage', inputTokens: input, outputTokens: output },
      finish('stop'),
    ])
  })

  it('has at most 8,192 tokens by default', async () => {
    const sent: unknown[] = []
    google.script(async (request, writer) => {
      sent.push(request)
      await writer.write(sse(said([{ text: 'a' }], 'STOP')))
    })
    for (const given of [{}, { maxOutputTokens: undefined as never }, { maxOutputTokens: 9 }]) {
      const { signal } = new AbortController()
      await Array.fromAsync(gemini({ ...settings(), ...given }).answer(prompt, { signal }))
    }
    expect(sent).toMatchObject(
      [8_192, 8_192, 9].map((maxOutputTokens) => ({ generationConfig: { maxOutputTokens } })),
    )
  })
})

describe('a failure', () => {
  it.each([
    ['429', 429, 'model_busy', true],
    ['503', 503, 'model_overloaded', true],
    ['400-key', 502, 'model_misconfigured', false],
    ['safety-prompt', 422, 'prompt_refused', false],
    ['empty', 502, 'model_empty', true],
    ['error-mid-stream', 503, 'model_overloaded', true],
  ] as const)('%s is %i %s', async (name, statusCode, code, retryable) => {
    const { error } = await failing(rehearsed(name))
    expect(error).toMatchObject({ statusCode, code, retryable, cause: { package: pkg } })
  })

  it('passes on the delay that Google asks for', async () => {
    const { error } = await failing(rehearsed('429'))
    expect(error).toMatchObject({ headers: { 'retry-after': '37' } })
  })

  it('keeps the text before an error in the stream', async () => {
    const { events } = await failing(rehearsed('error-mid-stream'))
    expect(events.length).toBeGreaterThan(0)
    expect(events.every(({ type }) => type === 'text')).toBe(true)
  })

  it.each([
    [401, 502, 'model_misconfigured'],
    [404, 502, 'model_misconfigured'],
    [500, 502, 'model_failed'],
    [504, 504, 'model_timeout'],
  ])('with HTTP status %i is %i %s', async (status, statusCode, code) => {
    google.script((_request, writer) => writer.refuse(status, [{ error: { code: status } }]))
    expect((await failing()).error).toMatchObject({
      statusCode,
      code,
      cause: { package: pkg, providerStatus: status },
    })
  })

  it.each([
    ['a broken connection', (writer) => writer.destroy()],
    ['no finish reason', () => {}],
    [
      'a raw line separator, which the SDK cannot read',
      (writer) =>
        writer.write(`data: ${JSON.stringify(said([{ text: '\u2028' }], 'STOP'))}\r\n\r\n`),
    ],
    ['a chunk that is null', (writer) => writer.write('data: null\r\n\r\n')],
    ['a part that is null', (writer) => writer.write(sse(said([null as never], 'STOP')))],
    ['truncated JSON', (writer) => writer.write('data: {"candidates"\r\n\r\n')],
    ['a truncated event', (writer) => writer.write('data: {"candi')],
  ] as [string, (writer: ReplyWriter) => unknown][])(
    'is an incomplete answer after %s',
    async (_name, end) => {
      // The end waits for the text to arrive: on failure the SDK drops what it has not passed on.
      const heard = Promise.withResolvers<void>()
      google.script(async (_request, writer) => {
        await writer.write(sse(said([{ text: 'a' }])))
        await heard.promise
        await end(writer)
      })
      const { events, error } = await failing(prompt.user, heard.resolve)
      expect(events).toEqual([text('a')])
      expect(error).toMatchObject({ statusCode: 502, code: 'model_incomplete', retryable: true })
    },
  )

  it('is 502 when the network fails', async () => {
    const { url } = google
    await google.close()
    const unreachable = gemini({ model: 'm', apiKey: async () => apiKey, baseUrl: url })
    const { signal } = new AbortController()
    await expect(Array.fromAsync(unreachable.answer(prompt, { signal }))).rejects.toMatchObject({
      statusCode: 502,
      code: 'model_unreachable',
    })
  })

  it.each(failureNames.filter((name) => name !== 'stall'))('%s reveals no key', async (name) => {
    const outcome = await answer(rehearsed(name)).catch((error) => error)
    const shown = JSON.stringify([outcome, String(outcome), outcome.stack, outcome.cause])
    expect(shown).not.toContain(apiKey)
  })
})

describe('an abort', () => {
  const reason = new Error('enough')

  it('prevents the request when it comes first, although the SDK would send it', async () => {
    await expect(answer(prompt.user, AbortSignal.abort(reason))).rejects.toBe(reason)
    expect(google.requests).toBe(0)
  })

  it('ends the request at Google before the first byte', async () => {
    const controller = new AbortController()
    google.script((_request, writer) => writer.hang())
    const events = answer(prompt.user, controller.signal)
    await eventually(() => expect(google.open).toBe(1))
    controller.abort(reason)
    await expect(events).rejects.toBe(reason)
    await eventually(() => expect(google.aborted).toBe(1))
  })

  it('ends the request at Google in the middle of an answer', async () => {
    const controller = new AbortController()
    const events = model().answer({ ...prompt, user: rehearsed('stall') }, controller)
    const heard = []
    await expect(
      (async () => {
        for await (const event of events) {
          heard.push(event)
          if (heard.length === 2) setImmediate(() => controller.abort(reason))
        }
      })(),
    ).rejects.toBe(reason)
    await eventually(() => expect(google.aborted).toBe(1))
  })

  it('is implied when the reader leaves the loop, although the SDK would read on', async () => {
    const { signal } = new AbortController()
    for await (const _event of model().answer({ ...prompt, user: rehearsed('stall') }, { signal }))
      break
    await eventually(() => expect(google.aborted).toBe(1))
  })

  it('leaves no listener on the signal and no unhandled rejection', async () => {
    const { signal } = new AbortController()
    const events = model().answer({ ...prompt, user: rehearsed('cut') }, { signal })
    expect(await unhandledDuring(() => Array.fromAsync(events).catch(() => {}))).toEqual([])
    expect(getEventListeners(signal, 'abort')).toEqual([])
  })
})

describe('a kept connection', () => {
  it('is replaced by a retry when it is dead, as after a thaw of the sandbox', async () => {
    const used = new WeakSet<object>()
    const server = await startScripted(async (writer, { socket }) => {
      if (socket && used.has(socket)) return void socket.resetAndDestroy()
      if (socket) used.add(socket)
      await writer.write(sse(said([{ text: 'Hello' }], 'STOP')))
    })
    const options = { model: 'gemini-3.8-flash', apiKey: async () => apiKey, baseUrl: server.url }
    const lasting = withRetry(gemini(options), { random: () => 0 })
    const { signal } = new AbortController()
    for (const _time of ['fresh', 'thawed']) {
      expect(await Array.fromAsync(lasting.answer(prompt, { signal }))).toEqual([
        text('Hello'),
        finish('stop'),
      ])
    }
    // The global fetch releases a connection when its signal aborts, even after the end.
    expect([2, 3]).toContain(server.calls.length)
    await server.close()
  })
})
