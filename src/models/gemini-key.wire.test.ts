import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { eventually } from '../../test/support/eventually.ts'
import { sse } from '../../twin/services/gemini-wire.ts'
import type { ReplyWriter } from '../../twin/services/reply-writer.ts'
import { startScripted } from '../../twin/testing/scripted-server.ts'
import { gemini } from './gemini.ts'

const prompt = { system: '', user: 'Why?' }
const hello = sse({
  candidates: [{ content: { parts: [{ text: 'Hello' }] }, finishReason: 'STOP' }],
})
const answered = [
  { type: 'text', text: 'Hello' },
  { type: 'finish', reason: 'stop' },
]

type Reply = (writer: ReplyWriter) => unknown
const refuse =
  (code: number, ...details: object[]): Reply =>
  (writer) =>
    writer.refuse(code, { error: { code, message: 'refused', details } })
const say: Reply = (writer) => writer.write(hello)

/** How Google replies to each key. */
let replies: Record<string, Reply>
let google: Awaited<ReturnType<typeof startScripted>>

beforeEach(async () => {
  replies = { old: refuse(401), new: say }
  google = await startScripted((writer, _response, { headers }) =>
    replies[String(headers['x-goog-api-key'])]?.(writer),
  )
})
afterEach(() => google.close())

const keysSent = () => google.calls.map(({ headers }) => headers['x-goog-api-key'])

/** A source of the key, whose refresh gives this one. */
const sourceOf = (fresh: string | Error) =>
  vi.fn(async ({ refresh }: { refresh: boolean }) => {
    if (refresh && fresh instanceof Error) throw fresh
    return refresh ? String(fresh) : 'old'
  })

const answer = (
  apiKey: (options: { refresh: boolean }) => Promise<string> = sourceOf('new'),
  signal = new AbortController().signal,
) => Array.fromAsync(gemini({ model: 'm', apiKey, baseUrl: google.url }).answer(prompt, { signal }))

const invalid = { '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason: 'API_KEY_INVALID' }
const expired = { ...invalid, reason: 'API_KEY_EXPIRED' }

describe('the key', () => {
  it('is not refreshed while Google accepts it', async () => {
    replies.old = say
    const source = sourceOf('new')
    expect(await answer(source)).toEqual(answered)
    expect(source.mock.calls).toEqual([[{ refresh: false }]])
  })

  it.each([
    ['400 with API_KEY_INVALID', refuse(400, invalid)],
    ['400 with API_KEY_INVALID among other details', refuse(400, expired, invalid)],
    ['401', refuse(401)],
    ['403', refuse(403)],
  ])('is refreshed once when Google answers %s', async (_name, refusal) => {
    replies.old = refusal
    const source = sourceOf('new')
    expect(await answer(source)).toEqual(answered)
    expect(source.mock.calls).toEqual([[{ refresh: false }], [{ refresh: true }]])
    expect(keysSent()).toEqual(['old', 'new'])
  })

  it.each([
    ['400 without a reason', refuse(400)],
    ['400 for another reason', refuse(400, expired)],
    ['404', refuse(404)],
    ['429', refuse(429)],
    ['500', refuse(500)],
    ['503', refuse(503)],
    ['with a broken connection', (writer) => writer.destroy()],
  ] as [string, Reply][])('is not refreshed when Google answers %s', async (_name, refusal) => {
    replies.old = refusal
    const source = sourceOf('new')
    await expect(answer(source)).rejects.toMatchObject({ code: expect.stringMatching(/^model_/) })
    expect(source.mock.calls).toEqual([[{ refresh: false }]])
    expect(keysSent()).toEqual(['old'])
  })

  it('is not refreshed a second time when Google refuses the new one too', async () => {
    replies.new = refuse(403)
    const source = sourceOf('new')
    await expect(answer(source)).rejects.toMatchObject({
      code: 'model_misconfigured',
      cause: { providerStatus: 403 },
    })
    expect(source).toHaveBeenCalledTimes(2)
    expect(keysSent()).toEqual(['old', 'new'])
  })

  it('is not sent again when the refresh gives the same one', async () => {
    await expect(answer(sourceOf('old'))).rejects.toMatchObject({
      code: 'model_misconfigured',
      cause: { providerStatus: 401 },
    })
    expect(keysSent()).toEqual(['old'])
  })

  it.each([
    ['first', () => Promise.reject(new Error('no key'))],
    ['refreshed', sourceOf(new Error('no key'))],
  ])(
    "fails the answer with its source's error when the %s one is unavailable",
    async (_name, source) => {
      await expect(answer(source)).rejects.toThrow('no key')
    },
  )
})

describe('an abort', () => {
  const reason = new Error('enough')
  const never = new Promise<string>(() => {})

  it('ends the request with the refreshed key', async () => {
    replies.new = (writer) => writer.hang()
    const controller = new AbortController()
    const events = answer(sourceOf('new'), controller.signal)
    await eventually(() => expect(keysSent()).toEqual(['old', 'new']))
    controller.abort(reason)
    await expect(events).rejects.toBe(reason)
    await google.calls.at(-1)?.left
  })

  it.each([
    ['first', 1, () => never],
    ['refreshed', 2, async ({ refresh }: { refresh: boolean }) => (refresh ? never : 'old')],
  ])('does not wait for a %s key that never comes', async (_name, calls, give) => {
    const source = vi.fn(give)
    const controller = new AbortController()
    const events = answer(source, controller.signal)
    await eventually(() => expect(source).toHaveBeenCalledTimes(calls))
    controller.abort(reason)
    await expect(events).rejects.toBe(reason)
    expect(google.calls).toHaveLength(calls - 1)
  })
})
