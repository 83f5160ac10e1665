import { describe, expect, it } from 'vitest'
import type { StoredMessage } from './chat.ts'
import { historyOf } from './turns.ts'

const limits = { maxTurns: 3, maxChars: 100 }
const question = (turn: number): StoredMessage => ({
  id: `turn-${turn}.0`,
  role: 'user',
  content: `question ${turn}`,
})
const answer = (turn: number): StoredMessage => ({
  id: `turn-${turn}.1`,
  role: 'assistant',
  content: `answer ${turn}`,
})
const turns = (...numbers: number[]) => numbers.flatMap((turn) => [question(turn), answer(turn)])
const seen = (messages: StoredMessage[], more: Partial<typeof limits> = {}) =>
  historyOf(messages, { ...limits, ...more }).map(({ text }) => text)
const told = (...numbers: number[]) => turns(...numbers).map(({ content }) => content)

describe('what the model sees', () => {
  it('is nothing of a new chat', () => {
    expect(historyOf([], limits)).toEqual([])
  })

  it('is questions and answers, oldest first', () => {
    expect(historyOf(turns(1), limits)).toEqual([
      { role: 'user', text: 'question 1' },
      { role: 'assistant', text: 'answer 1' },
    ])
    expect(seen(turns(1, 2))).toEqual(told(1, 2))
  })

  it('is the newest turns when there are too many', () => {
    expect(seen(turns(1, 2, 3, 4, 5))).toEqual(told(3, 4, 5))
  })

  it('is the newest whole turns that have no more characters than may be', () => {
    // A turn here has 18.
    expect(seen(turns(1, 2, 3), { maxChars: 36 })).toEqual(told(2, 3))
    expect(seen(turns(1, 2, 3), { maxChars: 35 })).toEqual(told(3))
    expect(seen(turns(1, 2, 3), { maxChars: 17 })).toEqual([])
  })

  it('has no older turn in the place of a newer one that is too long', () => {
    const long = { ...answer(2), content: 'x'.repeat(100) }
    expect(seen([...turns(1), question(2), long])).toEqual([])
  })

  it.each([
    ['a question without its answer', [question(2)]],
    ['an answer whose question was cut off', [answer(2)]],
    [
      'a question in the place of an answer',
      [question(2), { ...answer(2), role: 'user' as const }],
    ],
    ['an answer to another question', [question(2), answer(4)]],
    ['an answer that broke off', [question(2), { ...answer(2), incomplete: true as const }]],
    ['a question that was cut', [{ ...question(2), incomplete: true as const }, answer(2)]],
  ])('leaves out %s', (_, broken) => {
    expect(seen([...turns(1), ...broken, ...turns(3)])).toEqual(told(1, 3))
    expect(seen([...broken, ...turns(3)])).toEqual(told(3))
  })
})
