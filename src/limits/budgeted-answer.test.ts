import { describe, expect, it, vi } from 'vitest'
import type { Answer, AnswerEvent } from '../answer/answer.ts'
import { noteUsage } from '../errors/error-usage.ts'
import { type ErrorCode, httpError } from '../errors/http-error.ts'
import { budgetedAnswer } from './budgeted-answer.ts'
import { type Usage, usageMeter } from './charge.ts'

const text = (said: string): AnswerEvent => ({ type: 'text', text: said })
const usage: AnswerEvent = { type: 'usage', inputTokens: 70, outputTokens: 9 }
const stop: AnswerEvent = { type: 'finish', reason: 'stop' }
const cause = { package: 'test' }
const failure = (code: ErrorCode) => httpError(code, { cause })
/** The estimate of what the model reads. */
const inputTokens = 100

async function* answering(steps: readonly (AnswerEvent | Error)[]): Answer {
  for (const step of steps) {
    if (step instanceof Error) throw step
    yield step
  }
}

/** An answer of these steps, and what became of its reservation. */
const paying = (steps: readonly (AnswerEvent | Error)[], refusal?: Error) => {
  const seen: unknown[] = []
  const abort = new AbortController()
  const settled: number[] = []
  const ask = vi.fn(() => answering(steps))
  const answer = budgetedAnswer(ask, abort.signal, {
    reserve: async () => {
      seen.push('reserved')
      if (refusal) throw refusal
      return {
        settle: async (used) => {
          settled.push(used)
          seen.push('settled')
        },
      }
    },
    meter: usageMeter(inputTokens),
    costOf: ({ inputTokens, outputTokens }: Usage) => inputTokens + outputTokens,
  })
  const read = async () => {
    for await (const event of answer) seen.push(event)
  }
  return { ask, abort, answer, seen, settled, read }
}

describe('an answer within a budget', () => {
  it('is reserved before the model is asked, and settled before its finish', async () => {
    const { ask, seen, settled, read } = paying([text('Be'), usage, stop])
    expect([ask.mock.calls.length, seen]).toEqual([0, []])
    await read()
    expect(seen).toEqual(['reserved', text('Be'), usage, 'settled', stop])
    expect(settled).toEqual([79])
  })

  it('is charged what is counted after its finish', async () => {
    const { seen, settled, read } = paying([text('Be'), stop, usage])
    await read()
    expect(seen).toEqual(['reserved', text('Be'), 'settled', stop, usage])
    expect(settled).toEqual([79])
  })

  it('is not made if it is refused', async () => {
    const refusal = failure('budget_exceeded')
    const { ask, settled, read } = paying([text('Be'), stop], refusal)
    await expect(read()).rejects.toBe(refusal)
    expect(ask).not.toHaveBeenCalled()
    expect(settled).toEqual([])
  })

  it.each<[string, (AnswerEvent | Error)[], number]>([
    ['counted no tokens: what it said', [text('Beca'), text('use'), stop], 100 + 3],
    ['said something in three bytes a character', [text('가나'), stop], 100 + 2],
    ['has no finish', [text('Because')], 100 + 3],
    ['fails after a text', [text('Because'), failure('model_overloaded')], 100 + 3],
    ['stalls', [text('Because'), failure('model_stalled')], 100 + 3],
    ['is late', [failure('model_timeout')], 100],
    ['is refused', [failure('answer_refused')], 100],
    ['fails in our own code', [new Error('bug')], 100],
    ['fails after its usage', [usage, failure('model_failed')], 79],
    [
      'thinks until its limit',
      [noteUsage(failure('model_length'), { inputTokens: 70, outputTokens: 4_096 })],
      4_166,
    ],
    ['is not served: busy', [failure('model_busy')], 0],
    ['is not served: down', [failure('model_unavailable')], 0],
    ['is not served: failed', [failure('model_failed')], 0],
    ['is not served: overloaded', [failure('model_overloaded')], 0],
    ['is not served: out of quota', [failure('model_quota_exceeded')], 0],
    ['is not served: wrong key', [failure('model_misconfigured')], 0],
    ['is not served: no key', [failure('parameter_unavailable')], 0],
    ['is not served: unreachable', [failure('model_unreachable')], 0],
    ['is not served: too long', [failure('prompt_too_long')], 0],
  ])('that %s is charged once: %#', async (_name, steps, charged) => {
    const { settled, read } = paying(steps)
    await read().catch(() => {})
    expect(settled).toEqual([charged])
  })

  it('fails as it did', async () => {
    const own = new Error('own')
    const { read } = paying([text('B'), own])
    await expect(read()).rejects.toBe(own)
  })

  it('is charged as far as it was read when its reader leaves', async () => {
    const { answer, settled } = paying([text('Be'), text('cause.'), usage, stop])
    await answer.next()
    await answer.return()
    expect(settled).toEqual([101])
  })

  it('is charged once when its reader leaves at the end', async () => {
    const { answer, settled } = paying([text('Be'), usage, stop])
    for (let events = 0; events < 3; events += 1) await answer.next()
    await answer.return()
    expect(settled).toEqual([79])
  })

  it('reserves nothing when its signal has aborted', async () => {
    const { abort, ask, seen, read } = paying([text('Be'), stop])
    const reason = new Error('closed')
    abort.abort(reason)
    await expect(read()).rejects.toBe(reason)
    expect([seen, ask.mock.calls]).toEqual([[], []])
  })

  it('costs nothing when its reader leaves before the model is asked', async () => {
    const { abort, answer, ask, settled } = paying([text('Be'), stop])
    const reason = new Error('closed')
    const first = answer.next()
    abort.abort(reason)
    await expect(first).rejects.toBe(reason)
    expect(ask).not.toHaveBeenCalled()
    expect(settled).toEqual([0])
  })

  it('costs nothing when the model refuses the prompt itself', async () => {
    const { ask, settled, read } = paying([])
    const fault = new TypeError('no session')
    ask.mockImplementation(() => {
      throw fault
    })
    await expect(read()).rejects.toBe(fault)
    expect(settled).toEqual([0])
  })
})
