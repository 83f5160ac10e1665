import { describe, expect, it, vi } from 'vitest'
import { fakeTime } from '../../test/support/faked-time.ts'
import { forever, type ScriptStep, stop, text } from '../../twin/testing/scripted-answer.ts'
import { anyPrompt, scriptedModel } from '../../twin/testing/scripted-model.ts'
import type { ChatModel } from '../answer/answer.ts'
import { answerReader } from '../answer/reader.ts'
import { requestSignal } from '../answer/signal.ts'
import { httpError } from '../errors/http-error.ts'
import { modelError } from '../errors/model-errors.ts'
import { type BreakerState, withBreaker } from './with-breaker.ts'

const pkg = 'middy-chat/models/with-breaker'
const down: ScriptStep[] = [modelError({ package: 'test', status: 503 })]
const up: ScriptStep[] = [text('a'), stop]
const silent: ScriptStep[] = [forever]

const read = (model: ChatModel) =>
  Array.fromAsync(model.answer(anyPrompt, { signal: new AbortController().signal }))

const codes = async (model: ChatModel, times: number) => {
  const outcomes: string[] = []
  for (let time = 0; time < times; time++) {
    const outcome = await read(model).then(
      () => 'ok',
      (error: { code: string }) => error.code,
    )
    outcomes.push(outcome)
  }
  return outcomes
}

fakeTime()

describe('withBreaker', () => {
  it('passes on answers and failures while the circuit is closed', async () => {
    const model = withBreaker(scriptedModel(up, down, up))
    expect(await read(model)).toEqual(up)
    expect(await codes(model, 2)).toEqual(['model_overloaded', 'ok'])
  })

  it('does not call the model after five consecutive failures', async () => {
    const model = scriptedModel(down)
    expect(await codes(withBreaker(model), 7)).toEqual([
      ...Array(5).fill('model_overloaded'),
      'model_unavailable',
      'model_unavailable',
    ])
    expect(model.calls).toBe(5)
  })

  it('calls the model again after ten seconds by default', async () => {
    const model = scriptedModel(down)
    const breaker = withBreaker(model)
    await codes(breaker, 5)
    await expect(read(breaker)).rejects.toMatchObject({ headers: { 'retry-after': '10' } })
    vi.advanceTimersByTime(9_999)
    expect(await codes(breaker, 1)).toEqual(['model_unavailable'])
    vi.advanceTimersByTime(1)
    expect(await codes(breaker, 1)).toEqual(['model_overloaded'])
    expect(model.calls).toBe(6)
  })

  it('counts only consecutive failures', async () => {
    const model = scriptedModel(down, up, down, up, down, down)
    expect(await codes(withBreaker(model, { failures: 2 }), 7)).toEqual([
      ...['model_overloaded', 'ok', 'model_overloaded', 'ok', 'model_overloaded'],
      ...['model_overloaded', 'model_unavailable'],
    ])
  })

  it('tells the client when to try again, and the log why', async () => {
    const model = withBreaker(scriptedModel(down), { failures: 1, openMs: 1_500 })
    await codes(model, 1)
    await expect(read(model)).rejects.toMatchObject({
      statusCode: 503,
      retryable: true,
      headers: { 'retry-after': '2' },
      cause: { package: pkg, breaker: 'open' },
    })
  })

  it('allows one trial after a while, and closes when it succeeds', async () => {
    const states: BreakerState[] = []
    const model = scriptedModel(down, down, up)
    const breaker = withBreaker(model, {
      failures: 1,
      openMs: 1_000,
      onStateChange: (state) => states.push(state),
    })
    expect(await codes(breaker, 2)).toEqual(['model_overloaded', 'model_unavailable'])
    vi.advanceTimersByTime(1_000)
    expect(await codes(breaker, 2)).toEqual(['model_overloaded', 'model_unavailable'])
    vi.advanceTimersByTime(1_000)
    expect(await codes(breaker, 2)).toEqual(['ok', 'ok'])
    expect(states).toEqual(['open', 'half-open', 'open', 'half-open', 'closed'])
  })

  it.each([
    ['a prompt that was refused', modelError({ package: 'test', status: 400 })],
    ['a failure in the middle', undefined],
  ])('does not count %s', async (_name, error) => {
    const script = error ? [error] : [text('a'), ...down]
    const model = scriptedModel(script)
    await codes(withBreaker(model, { failures: 1 }), 3)
    expect(model.calls).toBe(3)
  })

  it('counts a foreign error', async () => {
    const breaker = withBreaker(scriptedModel([new TypeError('bug')]), { failures: 1 })
    await expect(read(breaker)).rejects.toThrow('bug')
    expect(await codes(breaker, 1)).toEqual(['model_unavailable'])
  })

  it('does not call the model after the signal has aborted', async () => {
    const model = scriptedModel(up)
    const reason = new Error('too late')
    const answer = withBreaker(model).answer(anyPrompt, { signal: AbortSignal.abort(reason) })
    await expect(Array.fromAsync(answer)).rejects.toBe(reason)
    expect(model.calls).toBe(0)
  })

  it('has a circuit for each model', async () => {
    await codes(withBreaker(scriptedModel(down), { failures: 1 }), 2)
    expect(await codes(withBreaker(scriptedModel(up), { failures: 1 }), 1)).toEqual(['ok'])
  })

  it.each([{ failures: 0 }, { openMs: 0 }])('refuses %j at start-up', (options) => {
    expect(() => withBreaker(scriptedModel(), options)).toThrow(TypeError)
  })

  it('does not count a request whose reader left', async () => {
    const model = scriptedModel(...Array(5).fill(silent), up)
    const breaker = withBreaker(model, { failures: 1 })
    const gone = new Error('the reader left')
    for (let time = 0; time < 5; time++) {
      const controller = new AbortController()
      const reading = Array.fromAsync(breaker.answer(anyPrompt, controller))
      controller.abort(gone)
      await expect(reading).rejects.toBe(gone)
    }
    expect(await codes(breaker, 1)).toEqual(['ok'])
  })

  it('stays open when the reader of a trial leaves', async () => {
    const states: BreakerState[] = []
    const breaker = withBreaker(scriptedModel(down, silent), {
      failures: 1,
      openMs: 1_000,
      onStateChange: (state) => states.push(state),
    })
    await codes(breaker, 1)
    vi.advanceTimersByTime(1_000)
    const controller = new AbortController()
    const reading = Array.fromAsync(breaker.answer(anyPrompt, controller))
    controller.abort(new Error('the reader left'))
    await expect(reading).rejects.toThrow('the reader left')
    expect(states).toEqual(['open', 'half-open', 'open'])
    expect(await codes(breaker, 1)).toEqual(['model_unavailable'])
  })

  it('refuses other requests at once during a trial', async () => {
    const model = scriptedModel(down, [1_000, ...up])
    const breaker = withBreaker(model, { failures: 1, openMs: 1_000 })
    await codes(breaker, 1)
    vi.advanceTimersByTime(1_000)
    const trial = read(breaker)
    await expect(read(breaker)).rejects.toMatchObject({
      code: 'model_unavailable',
      cause: { breaker: 'half-open' },
    })
    expect(model.calls).toBe(2)
    await vi.advanceTimersByTimeAsync(1_000)
    expect(await trial).toEqual(up)
  })
})

describe('a silent model', () => {
  const limits = { firstTextTimeoutMs: 1_000, idleTimeoutMs: 1_000, finalizeMs: 100 }

  /** Reads with the limits of a request, which begin again with every text. */
  const codeOf = async (answer: ReturnType<ChatModel['answer']>, request = requestSignal()) => {
    const reader = answerReader(answer, request, limits, 'middy-chat/test')
    const reading = (async () => {
      while (await reader.next());
    })()
    const code = reading.then(
      () => 'ok',
      (error) => reader.fail(error).code,
    )
    await vi.advanceTimersByTimeAsync(1_000)
    return code
  }

  it('opens the circuit when it exceeds the time for its first text', async () => {
    const model = scriptedModel(silent)
    const breaker = withBreaker(model, { failures: 2 })
    const outcomes: string[] = []
    for (let time = 0; time < 3; time++) {
      const request = requestSignal()
      outcomes.push(await codeOf(breaker.answer(anyPrompt, request), request))
    }
    expect(outcomes).toEqual(['model_timeout', 'model_timeout', 'model_unavailable'])
    expect(model.calls).toBe(2)
  })

  it('opens the circuit when an answer that has begun waits for it', async () => {
    const model = scriptedModel(silent)
    const breaker = withBreaker(model, { failures: 1 })
    async function* introduced(signal: AbortSignal) {
      yield text('Let me ask. ')
      yield* breaker.answer(anyPrompt, { signal })
    }
    const request = requestSignal()
    expect(await codeOf(introduced(request.signal), request)).toBe('model_stalled')
    expect(await codes(breaker, 1)).toEqual(['model_unavailable'])
  })

  it('leaves the circuit closed when the deadline of the request comes first', async () => {
    const model = scriptedModel(silent, up)
    const breaker = withBreaker(model, { failures: 1 })
    const request = requestSignal()
    request.expireIn(500, () => httpError('deadline', { cause: { package: 'test' } }))
    expect(await codeOf(breaker.answer(anyPrompt, request), request)).toBe('deadline')
    expect(await codes(breaker, 1)).toEqual(['ok'])
  })
})
