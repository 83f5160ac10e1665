import { getEventListeners } from 'node:events'
import { describe, expect, it } from 'vitest'
import { failureOf } from '../../test/support/failing-answer.ts'
import { fakeTime } from '../../test/support/faked-time.ts'
import { modelCalls } from '../answer/model-calls.ts'
import { usageOf } from '../errors/error-usage.ts'
import { type Provider, type ProviderChunk, promptRefused, providerModel } from './provider.ts'

const prompt = { system: '', user: 'Why?' }
const failed = new Error('failed')

/** A model whose stream has these chunks. An error among them is thrown. */
const modelOf = (
  chunks: readonly (ProviderChunk | Error)[],
  provider: Partial<Provider<ProviderChunk | Error>> = {},
) => {
  const failures: unknown[][] = []
  const signals: AbortSignal[] = []
  const model = providerModel<ProviderChunk | Error>({
    package: 'test',
    model: 'test-1',
    honours: [],
    finishReasons: { done: 'stop' },
    open: async (_prompt, signal) => {
      signals.push(signal)
      return (async function* () {
        yield* chunks
      })()
    },
    reply: () => ({
      read: (chunk) => {
        if (chunk instanceof Error) throw chunk
        return chunk
      },
    }),
    failure: (...args) => {
      failures.push(args)
      return failed
    },
    ...provider,
  })
  return { model, failures, signals }
}

const textA = { type: 'text', text: 'a' }
const finish = { type: 'finish', reason: 'stop' }

// Fails a test that leaves a timer behind.
fakeTime()

describe('providerModel', () => {
  it('reads chunks that have only some of the fields', async () => {
    const usage = { inputTokens: 5, outputTokens: 2 }
    const { model } = modelOf([{}, { text: 'a' }, { usage }, { finishReason: 'done' }])
    expect(await Array.fromAsync(model.answer(prompt, new AbortController()))).toEqual([
      textA,
      { type: 'usage', ...usage },
      finish,
    ])
  })

  it('takes the finish reason from the end of a stream that states none', async () => {
    const reply = () => ({
      read: (chunk: ProviderChunk | Error) => chunk as ProviderChunk,
      end: () => ({ finishReason: 'done' }),
    })
    const { model } = modelOf([{ text: 'a' }], { reply })
    expect(await Array.fromAsync(model.answer(prompt, new AbortController()))).toEqual([
      textA,
      finish,
    ])
  })

  it.each(['constructor', 'toString', 'other'])(
    'fails without a retry for the finish reason %s, which its provider does not list',
    async (finishReason) => {
      const { model } = modelOf([{ text: 'a', finishReason }])
      const { events, error } = await failureOf(model.answer(prompt, new AbortController()))
      expect(events).toEqual([textA])
      expect(error).toMatchObject({
        code: 'model_incomplete',
        retryable: false,
        cause: { package: 'test', why: finishReason },
      })
    },
  )

  it('is an empty answer without chunks, and an incomplete one without a finish reason', async () => {
    const empty = await failureOf(modelOf([]).model.answer(prompt, new AbortController()))
    expect(empty.error).toMatchObject({ code: 'model_empty', cause: { package: 'test' } })
    const cut = await failureOf(modelOf([{}]).model.answer(prompt, new AbortController()))
    expect(cut.error).toMatchObject({
      code: 'model_incomplete',
      cause: { package: 'test', why: 'no finish reason' },
    })
  })

  it('lets its provider replace foreign errors, and says whether the stream was open', async () => {
    const error = new Error('the key is 123')
    const open = () => Promise.reject(error)
    const before = modelOf([], { open })
    expect((await failureOf(before.model.answer(prompt, new AbortController()))).error).toBe(failed)
    expect(before.failures).toEqual([[error, false]])

    const after = modelOf([{ text: 'a' }, error])
    expect((await failureOf(after.model.answer(prompt, new AbortController()))).error).toBe(failed)
    expect(after.failures).toEqual([[error, true]])
  })

  it('passes on an error of the library', async () => {
    const refused = promptRefused('test', 'SAFETY')
    const { model, failures } = modelOf([refused])
    expect((await failureOf(model.answer(prompt, new AbortController()))).error).toBe(refused)
    expect(failures).toEqual([])
  })

  it("ends the request with the caller's reason when the caller's signal aborts", async () => {
    const { model, signals } = modelOf([{ text: 'a' }, { text: 'b' }])
    const controller = new AbortController()
    const reason = new Error('enough')
    const { error } = await failureOf(model.answer(prompt, controller), () =>
      controller.abort(reason),
    )
    expect(error).toBe(reason)
    expect(signals[0]?.reason).toBe(reason)
  })

  it('sends nothing after the signal has aborted', async () => {
    const { model, signals } = modelOf([])
    const reason = new Error('enough')
    const answer = model.answer(prompt, { signal: AbortSignal.abort(reason) })
    expect((await failureOf(answer)).error).toBe(reason)
    expect(signals).toEqual([])
  })

  it.each([
    ['is complete', [{ text: 'a', finishReason: 'done' }]],
    ['fails', [{ text: 'a' }, failed]],
  ])("leaves no listener on the caller's signal when the answer %s", async (_name, chunks) => {
    const { signal } = new AbortController()
    await Array.fromAsync(modelOf(chunks).model.answer(prompt, { signal })).catch(() => {})
    expect(getEventListeners(signal, 'abort')).toEqual([])
  })

  it('is complete after its finish reason, although the stream breaks', async () => {
    const open = async () =>
      (async function* () {
        yield { text: 'a', finishReason: 'done' }
        throw failed
      })()
    const broken = modelOf([], { open }).model
    expect(await Array.fromAsync(broken.answer(prompt, new AbortController()))).toEqual([
      textA,
      finish,
    ])
  })

  it('refuses a field of the prompt that it does not honour', () => {
    const { model } = modelOf([])
    expect(() => model.answer({ ...prompt, session: 'a' }, new AbortController())).toThrow(
      /does not take the prompt's session/,
    )
  })

  it('ends the request with the answer', async () => {
    const { model, signals } = modelOf([{ text: 'a', finishReason: 'done' }])
    await Array.fromAsync(model.answer(prompt, new AbortController()))
    expect(signals[0]?.aborted).toBe(true)
  })

  it('notes each call for the log', async () => {
    const { model } = modelOf([{ text: 'a', finishReason: 'done' }])
    const { signal } = new AbortController()
    await Array.fromAsync(model.answer(prompt, { signal }))
    await Array.fromAsync(model.answer(prompt, { signal }))
    expect(modelCalls(signal)).toEqual({ model: 'test-1', count: 2, fallback: false })
  })
})

describe('the usage of an answer that fails', () => {
  const usage = { inputTokens: 5, outputTokens: 2 }
  const more = { inputTokens: 5, outputTokens: 3 }

  it.each<[string, (ProviderChunk | Error)[]]>([
    ['is empty', [{ usage }, { usage: more, finishReason: 'done' }]],
    ['ends for an odd reason', [{ text: 'a', usage: more }, { finishReason: 'odd' }]],
    ['breaks off', [{ text: 'a', usage: more }, new Error('cut')]],
    ['is refused in the stream', [{ usage: more }, promptRefused('test', 'why')]],
  ])('is known when it %s', async (_name, chunks) => {
    const { model } = modelOf(chunks)
    const error = await Array.fromAsync(model.answer(prompt, new AbortController())).catch(
      (thrown: unknown) => thrown,
    )
    expect(usageOf(error)).toEqual(more)
  })

  it('is known when its signal aborts', async () => {
    const { model } = modelOf([{ text: 'a', usage }, { text: 'b' }])
    const controller = new AbortController()
    const answer = model.answer(prompt, controller)[Symbol.asyncIterator]()
    await answer.next()
    const reason = new Error('enough')
    controller.abort(reason)
    await expect(answer.next()).rejects.toBe(reason)
    expect(usageOf(reason)).toEqual(usage)
  })

  it('is not known without any', async () => {
    const { model } = modelOf([{ text: 'a' }])
    const error = await Array.fromAsync(model.answer(prompt, new AbortController())).catch(
      (thrown: unknown) => thrown,
    )
    expect(error).toMatchObject({ code: 'model_incomplete' })
    expect(usageOf(error)).toBeUndefined()
    expect(usageOf('enough')).toBeUndefined()
  })
})
