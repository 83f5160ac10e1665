import { describe, expect, it } from 'vitest'
import { stop, text, usage } from '../../twin/testing/scripted-answer.ts'
import { scriptedModel } from '../../twin/testing/scripted-model.ts'
import { type Budget, type Cost, setBudget } from '../limits/budgets.ts'
import { withBudget } from './with-budget.ts'

const prompt = {
  system: 'x'.repeat(9),
  history: [{ role: 'user' as const, text: 'x'.repeat(9) }],
  user: 'x'.repeat(12),
}
const model = (maxOutputTokens?: number) => ({
  ...scriptedModel([text('Look'), usage, stop]),
  ...(maxOutputTokens !== undefined && { maxOutputTokens }),
})

/** A request whose budget grants everything and remembers it. */
const request = () => {
  const controller = new AbortController()
  const asked: (Cost | number)[] = []
  const budget: Budget = {
    reserve: async (cost) => {
      asked.push(cost)
      return { settle: async (used) => void asked.push(used) }
    },
  }
  setBudget(controller.signal, budget, 'test')
  return { ...controller, signal: controller.signal, asked }
}

describe('the reservation of an answer', () => {
  it('is the estimate of the prompt and the longest answer of the model', async () => {
    const { signal, asked } = request()
    await Array.fromAsync(withBudget(model(64)).answer(prompt, { signal }))
    expect(asked).toEqual([{ most: 74, least: 10 }, 15])
  })

  it('takes the longest answer from an option where the model states none', async () => {
    const { signal, asked } = request()
    const agent = withBudget(model(), { maxOutputTokens: 5 })
    expect(agent.maxOutputTokens).toBe(5)
    await Array.fromAsync(agent.answer(prompt, { signal }))
    expect(asked).toEqual([{ most: 15, least: 10 }, 15])
  })

  it('is weighed and rounded up, and so is the charge', async () => {
    const { signal, asked } = request()
    const weigh = (tokens: { inputTokens: number; outputTokens: number }) =>
      tokens.inputTokens / 4 + tokens.outputTokens * 2
    await Array.fromAsync(withBudget(model(1), { weigh }).answer(prompt, { signal }))
    expect(asked).toEqual([{ most: 5, least: 3 }, 9])
  })

  it.each([Number.NaN, -1, Number.POSITIVE_INFINITY])('cannot weigh %d', async (odd) => {
    const { signal, asked } = request()
    const answer = withBudget(model(1), { weigh: () => odd }).answer(prompt, { signal })
    await expect(Array.fromAsync(answer)).rejects.toThrow(TypeError)
    expect(asked).toEqual([])
  })
})

describe('a model whose longest answer', () => {
  it('is stated may be told again, but not otherwise', () => {
    expect(withBudget(model(64)).maxOutputTokens).toBe(64)
    expect(withBudget(model(64), { maxOutputTokens: 64 }).maxOutputTokens).toBe(64)
    expect(() => withBudget(model(64), { maxOutputTokens: 65 })).toThrow(
      "middy-chat/models/with-budget: the model's longest answer has 64 tokens: leave maxOutputTokens out",
    )
  })

  it('is not known is refused at start-up', () => {
    expect(() => withBudget(model())).toThrow(
      'middy-chat/models/with-budget: the model does not state its longest answer: set maxOutputTokens',
    )
  })
})

describe('a request without a budget', () => {
  it('is a mistake', () => {
    const { signal } = new AbortController()
    expect(() => withBudget(model(1)).answer(prompt, { signal })).toThrow(
      'middy-chat/models/with-budget: needs tokenBudget before the handler',
    )
  })

  it('of a user without limits is answered as it is', async () => {
    const { signal } = new AbortController()
    setBudget(signal, 'unlimited', 'test')
    const events = await Array.fromAsync(withBudget(model(1)).answer(prompt, { signal }))
    expect(events).toEqual([text('Look'), usage, stop])
  })
})
