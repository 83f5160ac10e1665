import { describe, expect, it, vi } from 'vitest'
import { fakeTime } from '../../test/support/faked-time.ts'
import { forever, stop, text } from '../../twin/testing/scripted-answer.ts'
import { anyPrompt, scriptedModel } from '../../twin/testing/scripted-model.ts'
import type { ChatModel } from '../answer/answer.ts'
import { modelCalls, noteModelCall } from '../answer/model-calls.ts'
import { requestSignal } from '../answer/signal.ts'
import { budgetOf, setBudget } from '../limits/budgets.ts'
import { withBreaker } from './with-breaker.ts'
import { withFallback } from './with-fallback.ts'
import { withTimeout } from './with-timeout.ts'

const pkg = 'middy-chat/models/with-timeout'
const up = [text('a'), stop]

const read = (model: ChatModel, { signal } = new AbortController()) =>
  Array.fromAsync(model.answer(anyPrompt, { signal }))

/** The code of the failure after so many milliseconds, or `pending`. */
const outcomeAfter = async (ms: number, reading: Promise<unknown>) => {
  let outcome = 'pending'
  reading.then(
    () => (outcome = 'ok'),
    (error) => (outcome = error.code),
  )
  await vi.advanceTimersByTimeAsync(ms)
  return outcome
}

/** Yields an event each so many milliseconds, and throws the signal's reason when that aborts. */
const slow = (ms: number, count: number): ChatModel & { reason?: unknown } => {
  const model: ChatModel & { reason?: unknown } = {
    async *answer(_, { signal }) {
      for (let at = 0; at < count; at++) {
        await new Promise<void>((resolve, reject) => {
          const timer = setTimeout(resolve, ms)
          signal.addEventListener('abort', () => {
            clearTimeout(timer)
            model.reason = signal.reason
            reject(signal.reason)
          })
        })
        yield text('a')
      }
      yield stop
    },
  }
  return model
}

fakeTime()

describe('withTimeout', () => {
  it('passes an answer on that is in time', async () => {
    const model = withTimeout(scriptedModel(up), { firstEventMs: 10, answerMs: 20 })
    expect(await read(model)).toEqual(up)
    expect(vi.getTimerCount()).toBe(0)
  })

  it('ends a model that does not begin, at its source', async () => {
    const inner = slow(1_000, 1)
    const reading = read(withTimeout(inner, { firstEventMs: 500 }))
    expect(await outcomeAfter(499, reading)).toBe('pending')
    expect(await outcomeAfter(1, reading)).toBe('model_timeout')
    expect(inner.reason).toMatchObject({ statusCode: 504, cause: { package: pkg } })
  })

  it('lets a model that has begun go on', async () => {
    const reading = read(withTimeout(slow(400, 5), { firstEventMs: 500 }))
    expect(await outcomeAfter(2_000, reading)).toBe('ok')
  })

  it('ends a model that does not come to an end', async () => {
    const reading = read(withTimeout(slow(400, 5), { answerMs: 1_999 }))
    expect(await outcomeAfter(1_998, reading)).toBe('pending')
    expect(await outcomeAfter(1, reading)).toBe('model_timeout')
  })

  it('lets a fallback answer', async () => {
    const model = withFallback(
      withTimeout(scriptedModel([forever]), { firstEventMs: 500 }),
      scriptedModel(up),
    )
    expect(await outcomeAfter(500, read(model))).toBe('ok')
  })

  it('opens the breaker of a model that is silent', async () => {
    const inner = scriptedModel([forever])
    const model = withTimeout(withBreaker(inner, { failures: 2 }), { firstEventMs: 500 })
    expect(await outcomeAfter(500, read(model))).toBe('model_timeout')
    expect(await outcomeAfter(500, read(model))).toBe('model_timeout')
    expect(await outcomeAfter(0, read(model))).toBe('model_unavailable')
    expect(inner.calls).toBe(2)
  })

  it('passes on why the request ended', async () => {
    const request = requestSignal()
    const reading = read(withTimeout(slow(1_000, 1), { answerMs: 2_000 }), request)
    const left = Object.assign(new Error('left'), { code: 'left' })
    setTimeout(() => request.abort(left), 100)
    expect(await outcomeAfter(100, reading)).toBe('left')
  })

  it('asks nothing for a request that has ended', async () => {
    const request = requestSignal()
    request.abort(Object.assign(new Error('left'), { code: 'left' }))
    const inner = scriptedModel(up)
    const reading = read(withTimeout(inner, { answerMs: 2_000 }), request)
    expect(await outcomeAfter(0, reading)).toBe('left')
    expect(inner.calls).toBe(0)
  })

  it('leaves no timer and no listener when its reader leaves', async () => {
    const { signal } = new AbortController()
    const removed = vi.spyOn(signal, 'removeEventListener')
    const answer = withTimeout(scriptedModel(up), { answerMs: 100 }).answer(anyPrompt, { signal })
    for await (const _ of answer) break
    expect(vi.getTimerCount()).toBe(0)
    expect(removed).toHaveBeenCalledOnce()
  })

  it('notes calls and budgets under the request that it belongs to', async () => {
    const { signal } = new AbortController()
    const budget = { reserve: async () => ({ settle: async () => {} }) }
    setBudget(signal, budget, pkg)
    const seen: unknown[] = []
    const inner: ChatModel = {
      async *answer(_, given) {
        noteModelCall(given.signal, 'inner')
        seen.push(budgetOf(given.signal, pkg))
        yield* up
      },
    }
    const twice = withTimeout(withTimeout(inner, { answerMs: 100 }), { answerMs: 100 })
    await Array.fromAsync(twice.answer(anyPrompt, { signal }))
    expect(seen).toEqual([budget])
    expect(modelCalls(signal)).toMatchObject({ model: 'inner', count: 1 })
  })

  it('states the longest answer of its model', () => {
    const model = { ...scriptedModel(up), maxOutputTokens: 7 }
    expect(withTimeout(model, { answerMs: 1 }).maxOutputTokens).toBe(7)
  })

  it.each([{}, { firstEventMs: 0 }, { answerMs: 1.5 }, { answerMs: 1, other: 1 }])(
    'refuses %o',
    (options) => {
      expect(() => withTimeout(scriptedModel(up), options)).toThrow(TypeError)
      expect(() => withTimeout(scriptedModel(up), options)).toThrow(pkg)
    },
  )
})
