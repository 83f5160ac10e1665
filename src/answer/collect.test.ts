import { setImmediate as turn } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { type ScriptStep, scriptedAnswer, stop, text } from '../../twin/testing/scripted-answer.ts'
import type { AnswerEvent } from './answer.ts'
import { collectAnswer } from './collect.ts'
import { answerReader } from './reader.ts'
import { requestSignal } from './signal.ts'

const limits = { firstTextTimeoutMs: 1_000, idleTimeoutMs: 1_000, finalizeMs: 1_000 }
const pkg = 'middy-chat/test'

const collect = (steps: readonly ScriptStep[], maxBytes = 1_000) => {
  const request = requestSignal()
  const reader = answerReader(scriptedAnswer(steps, request.signal), request, limits, pkg)
  return collectAnswer(reader, maxBytes, pkg)
}

const usage = (outputTokens: number): AnswerEvent => ({
  type: 'usage',
  inputTokens: 5,
  outputTokens,
})
const data = (name: string, value: string): AnswerEvent => ({ type: 'data', name, data: value })

describe('collectAnswer', () => {
  it('joins the texts, and has neither usage nor data when the answer has none', async () => {
    expect(await collect([text('a'), text('b'), stop])).toEqual({
      text: 'ab',
      finishReason: 'stop',
    })
  })

  it.each(['length', 'refused'] as const)('has the finish reason %s', async (reason) => {
    expect(await collect([text('a'), { type: 'finish', reason }])).toEqual({
      text: 'a',
      finishReason: reason,
    })
  })

  it.each([
    ['after a text', [text('a')]],
    ['at once', []],
  ])('is incomplete, and says why, when the answer stops %s without a finish', async (_, steps) => {
    await expect(collect(steps)).rejects.toMatchObject({
      code: 'model_incomplete',
      cause: { package: pkg, why: 'no finish' },
    })
  })

  it('has the last usage', async () => {
    expect(await collect([usage(1), text('a'), stop, usage(2)])).toMatchObject({
      usage: { inputTokens: 5, outputTokens: 2 },
    })
    expect((await collect([usage(1), text('a'), stop])).usage).toEqual({
      inputTokens: 5,
      outputTokens: 1,
    })
  })

  it('has the last data of each name', async () => {
    const steps = [data('chat', 'a'), data('tool', 'b'), text('a'), data('chat', 'c'), stop]
    expect((await collect(steps)).data).toEqual({ chat: 'c', tool: 'b' })
  })

  it('accepts a text of at most maxBytes, counted in UTF-8', async () => {
    expect(await collect([text('안'), text('a'), stop], 4)).toMatchObject({ text: '안a' })
    await expect(collect([text('안'), text('ab'), stop], 4)).rejects.toMatchObject({
      code: 'answer_too_large',
      cause: { package: pkg, maxBytes: 4 },
    })
  })

  it('waits for the last work of a wrapper before it reports an answer that is too large', async () => {
    let saved = false
    async function* kept(): AsyncGenerator<AnswerEvent> {
      try {
        for (;;) yield text('x'.repeat(100))
      } finally {
        await turn()
        saved = true
      }
    }
    const reader = answerReader(kept(), requestSignal(), limits, pkg)
    await expect(collectAnswer(reader, 1_000, pkg)).rejects.toMatchObject({
      code: 'answer_too_large',
    })
    expect(saved).toBe(true)
  })
})
