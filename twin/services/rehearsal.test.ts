import { describe, expect, it } from 'vitest'
import { failureNames } from './failures.ts'
import type { Step } from './plan.ts'
import { type RehearsalContext, rehearse, rehearsed } from './rehearsal.ts'

const context: RehearsalContext = {
  provider: 'gemini',
  model: 'gemini-3.8-flash',
  paceMs: 90,
  slowFirstMs: 10_000,
  cutAfterMs: 250,
}

function plan(query: string, history: object[] = []): Step[] {
  const turn = { problemDetails: { title: 'Two Sum' }, userCode: 'x = 1', history, query }
  const contents = [{ role: 'user', parts: [{ text: `Answer this:\n${JSON.stringify(turn)}` }] }]
  return rehearse({ contents }, context)
}

function spoken(steps: readonly Step[]): string {
  return steps.map((step) => ('text' in step ? step.text : '')).join('')
}

describe('the rehearsal', () => {
  it('has the same plan for the same request', () => {
    expect(plan('Is it right?')).toEqual(plan('Is it right?'))
  })

  it('waits before each chunk and finishes with the last', () => {
    const steps = plan('Is it right?')
    expect(steps.length % 2).toBe(0)
    steps.forEach((step, number) => {
      if (number % 2 === 0) expect(step).toEqual({ type: 'wait', ms: 90 })
    })
    expect(steps.at(-1)).toMatchObject({ type: 'finish', reason: 'stop' })
  })

  it('lists the failures if the name is unknown or missing', () => {
    for (const query of ['/rehearse everything', 'please /rehearse', '/rehearse toString']) {
      const text = spoken(plan(query))
      for (const name of failureNames) expect(text).toContain(`\`${name}\``)
    }
    expect(spoken(plan('/rehearse 모두'))).toContain('연습할 수 있는')
  })

  it('fails only for the question, not for earlier messages', () => {
    const steps = plan('And now?', [{ role: 'user', content: '/rehearse 429' }])
    expect(steps.at(-1)).toMatchObject({ type: 'finish', reason: 'stop' })
  })

  it.each(['gemini', 'gemini-3', 'gemini-3.8-flash', 'gemini-3.8-flash.', 'gemini-3.8-flash?'])(
    'fails for the named provider or model: %s',
    (target) => {
      expect(plan(`Why? /rehearse 503@${target}`)).toEqual([{ type: 'refuse', fault: 'overload' }])
    },
  )

  it.each(['bedrock', 'gemini-3.5-flash-lite', 'gemini-3.8-flash.5', 'nobody'])(
    'answers the rest of the question if another one is named: %s',
    (target) => {
      expect(plan(`Why? /rehearse 503@${target}`)).toEqual(plan('Why? '))
    },
  )

  it('accepts a complete Bedrock model id', () => {
    const model =
      'arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.amazon.nova-micro-v1:0'
    const steps = (target: string) =>
      rehearsed(`/rehearse 503@${target}`, () => 'Fine.', {
        ...context,
        provider: 'bedrock',
        model,
      })
    expect(steps(model)).toEqual([{ type: 'refuse', fault: 'overload' }])
    expect(steps(`${model}1`)).toEqual([
      { type: 'wait', ms: 90 },
      { type: 'finish', reason: 'stop', text: 'Fine.' },
    ])
  })

  it('spoils an answer in the language of the question', () => {
    expect(spoken(plan('힌트 주세요 /rehearse stall'))).toMatch(/‘Two Sum’ 문제/)
    expect(spoken(plan('/rehearse stall'))).toMatch(/“Two Sum”/)
  })

  it('answers a request that has no text', () => {
    expect(spoken(rehearse({ contents: [] }, context))).not.toBe('')
    expect(spoken(rehearse({ contents: [{ role: 'user' }] }, context))).not.toBe('')
  })
})
