import { describe, expect, it, vi } from 'vitest'
import { fakeTime, settle } from '../../test/support/faked-time.ts'
import { forever, stop, text } from '../../twin/testing/scripted-answer.ts'
import { anyPrompt, scriptedModel } from '../../twin/testing/scripted-model.ts'
import type { ChatModel } from '../answer/answer.ts'
import { modelError } from '../errors/model-errors.ts'
import { withRetry } from './with-retry.ts'

const failure = (status: number, retryAfterSeconds?: number) =>
  modelError({
    package: 'test',
    status,
    ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
  })

const read = async (model: ChatModel, signal = new AbortController().signal) => {
  return settle(Array.fromAsync(model.answer(anyPrompt, { signal })))
}

fakeTime()

describe('withRetry', () => {
  it('passes on an answer unchanged', async () => {
    const model = scriptedModel([text('a'), text('b'), stop])
    expect(await read(withRetry(model))).toEqual([text('a'), text('b'), stop])
    expect(model.calls).toBe(1)
  })

  it('retries an answer that fails before its first event', async () => {
    const model = scriptedModel([failure(503)], [failure(500)], [text('a'), stop])
    expect(await read(withRetry(model))).toEqual([text('a'), stop])
    expect(model.calls).toBe(3)
  })

  it('fails with the last error after its retries', async () => {
    const model = scriptedModel([failure(503)], [failure(500)])
    await expect(read(withRetry(model, { retries: 1 }))).rejects.toMatchObject({
      code: 'model_failed',
    })
    expect(model.calls).toBe(2)
  })

  it('does not retry with retries: 0', async () => {
    const error = failure(503)
    const model = scriptedModel([error], [text('a'), stop])
    await expect(read(withRetry(model, { retries: 0 }))).rejects.toBe(error)
    expect(model.calls).toBe(1)
  })

  it('retries twice by default', async () => {
    const last = failure(500)
    const model = scriptedModel([failure(503)], [failure(503)], [last], [text('a'), stop])
    await expect(read(withRetry(model))).rejects.toBe(last)
    expect(model.calls).toBe(3)
  })

  it.each([
    ['before each retry', 2, 250 + 500],
    ['at most two seconds', 5, 250 + 500 + 1_000 + 2_000 + 2_000],
  ])('waits %s by default, starting at 250 ms and doubling', async (_name, retries, expected) => {
    const started = Date.now()
    await read(withRetry(scriptedModel([failure(503)]), { retries, random: () => 1 })).catch(
      () => {},
    )
    expect(Date.now() - started).toBe(expected)
  })

  it('waits for a random time by default', async () => {
    const delays: number[] = []
    for (let time = 0; time < 20; time++) {
      const started = Date.now()
      await read(withRetry(scriptedModel([failure(503)], [stop])))
      delays.push(Date.now() - started)
    }
    expect(Math.max(...delays)).toBeLessThanOrEqual(250)
    expect(new Set(delays).size).toBeGreaterThan(1)
  })

  it.each([
    ['two seconds', 2, 2],
    ['more than two seconds', 2.001, 1],
  ])(
    'handles a provider that asks to wait for %s (%s s) by default: %i calls',
    async (_name, seconds, calls) => {
      const model = scriptedModel([failure(429, seconds)], [text('a'), stop])
      await read(withRetry(model)).catch(() => {})
      expect(model.calls).toBe(calls)
    },
  )

  it.each([
    ['an error that is not retryable', failure(400)],
    ['a foreign error', new Error('fault in the code')],
    ['an error with a delay that is too long', failure(429, 37)],
  ])('does not retry after %s', async (_name, error) => {
    const model = scriptedModel([error])
    await expect(read(withRetry(model))).rejects.toBe(error)
    expect(model.calls).toBe(1)
  })

  it('does not retry an answer that has begun', async () => {
    const model = scriptedModel([text('a'), failure(503)])
    await expect(read(withRetry(model))).rejects.toMatchObject({ code: 'model_overloaded' })
    expect(model.calls).toBe(1)
  })

  it.each([
    ['at least as long as the provider asks', 0, 2, 2_000],
    ['with full jitter and a doubled limit each time', 0.5, undefined, 100 + 200 + 250],
  ])('waits %s', async (_name, random, retryAfter, expected) => {
    const error = failure(429, retryAfter)
    const model = scriptedModel(...Array(retryAfter ? 1 : 3).fill([error]), [text('a'), stop])
    const started = Date.now()
    const options = { retries: 3, firstDelayMs: 200, maxDelayMs: retryAfter ? 2_000 : 500 }
    await read(withRetry(model, { ...options, random: () => random }))
    expect(Date.now() - started).toBe(expected)
  })

  it('stops when its signal aborts during a delay', async () => {
    const controller = new AbortController()
    const reason = new Error('enough')
    const model = scriptedModel([failure(503)])
    setTimeout(() => controller.abort(reason), 10)
    const answer = withRetry(model, { random: () => 1 })
    await expect(read(answer, controller.signal)).rejects.toBe(reason)
    expect(model.calls).toBe(1)
    // The delay's own timer runs on, for at most `maxDelayMs`, and asks for nothing.
    expect(vi.getTimerCount()).toBe(1)
    await vi.runAllTimersAsync()
    expect(model.calls).toBe(1)
  })

  it('stops when its signal aborts during an answer', async () => {
    const controller = new AbortController()
    const reason = new Error('enough')
    setTimeout(() => controller.abort(reason), 10)
    const answer = withRetry(scriptedModel([text('a'), forever]))
    await expect(read(answer, controller.signal)).rejects.toBe(reason)
  })

  it('closes the model when the reader leaves', async () => {
    let closed = false
    const model: ChatModel = {
      async *answer() {
        try {
          yield text('a')
          yield text('b')
        } finally {
          closed = true
        }
      },
    }
    const { signal } = new AbortController()
    for await (const _event of withRetry(model).answer(anyPrompt, { signal })) break
    expect(closed).toBe(true)
  })

  it.each([{ retries: -1 }, { retries: 0.5 }, { firstDelayMs: 0 }, { maxDelayMs: -1 }])(
    'refuses %j at start-up',
    (options) => {
      expect(() => withRetry(scriptedModel(), options)).toThrow(TypeError)
    },
  )
})
