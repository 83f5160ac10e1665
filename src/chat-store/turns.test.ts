import { describe, expect, it } from 'vitest'
import type { StoredMessage } from './chat.ts'
import { askedAgain, currentOf, historyOf, questionIdOf, withoutTurns } from './turns.ts'

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

/** A question that takes the place of an earlier one. */
const again = (turn: number, question_id: string): StoredMessage => ({
  ...question(turn),
  question_id,
})

describe('the current messages', () => {
  it('are all of them where no question was asked again', () => {
    expect(currentOf(turns(1, 2))).toEqual(turns(1, 2))
  })

  it('are those of the newest question with the same id', () => {
    const asked = [...turns(1, 2), again(3, 'turn-2'), answer(3), again(4, 'turn-2')]
    expect(currentOf(asked)).toEqual([...turns(1), again(4, 'turn-2')])
  })

  it('include what was asked elsewhere in between', () => {
    const asked = [...turns(1, 2), again(3, 'turn-1'), again(4, 'a'), again(5, 'a')]
    expect(currentOf(asked)).toEqual([...turns(2), again(3, 'turn-1'), again(5, 'a')])
  })

  it('leave out the turns that a question replaces, and not what was asked meanwhile', () => {
    const edited = {
      ...again(6, 'turn-2'),
      replaces: { from: 'turn-2', until: 'turn-4' },
    }
    expect(currentOf([...turns(1, 2, 3, 4, 5), edited])).toEqual([...turns(1, 5), edited])
  })

  it('leave them out also when that question is asked again', () => {
    const edited = { ...again(4, 'turn-2'), replaces: { from: 'turn-2', until: 'turn-3' } }
    const asked = [...turns(1, 2, 3), edited, again(5, 'turn-2')]
    expect(currentOf(asked)).toEqual([...turns(1), again(5, 'turn-2')])
  })
})

describe('the other turns', () => {
  it('leave out both messages of one', () => {
    const replaced = { first: question(2), last: question(2) }
    expect(withoutTurns(turns(1, 2, 3), replaced)).toEqual(turns(1, 3))
  })

  it('leave out a range, both ends included', () => {
    const replaced = { first: question(2), last: question(4) }
    expect(withoutTurns(turns(1, 2, 3, 4, 5), replaced)).toEqual(turns(1, 5))
  })
})

describe('a question', () => {
  const none = { questionId: undefined, replaces: undefined, until: undefined }
  const changed = expect.objectContaining({ statusCode: 409, code: 'chat_changed' })
  const asks = (messages: StoredMessage[], asking: Partial<typeof none | Record<string, string>>) =>
    askedAgain(messages, { ...none, ...asking })

  it('has the id of its turn, or one of its own', () => {
    expect(questionIdOf(question(1))).toBe('turn-1')
    expect(questionIdOf(again(2, 'turn-1'))).toBe('turn-1')
  })

  it('is a further one without ids, or with a new id', () => {
    expect(asks([], {})).toBeUndefined()
    expect(asks(turns(1), {})).toBeUndefined()
    expect(asks(turns(1), { questionId: 'new' })).toBeUndefined()
  })

  it.each([
    ['questionId', { questionId: 'a' }],
    ['replaces', { replaces: 'a' }],
    ['both, where one is that of the request before', { questionId: 'a', replaces: 'gone' }],
    ['both, where one is new', { questionId: 'new', replaces: 'a' }],
  ])('is asked again if the last one has the id, by %s', (_, asking) => {
    const last = again(2, 'a')
    expect(asks([...turns(1), last], asking)).toEqual({ first: last, last })
    expect(asks([...turns(1), last, answer(2)], asking)).toEqual({ first: last, last })
  })

  it('is asked again with all questions after it, up to the last one', () => {
    const chat = [...turns(1, 2), again(3, 'a')]
    const asking = { replaces: 'turn-2', until: 'a' }
    expect(asks(chat, asking)).toEqual({ first: question(2), last: again(3, 'a') })
  })

  it('is the last one when the request is repeated', () => {
    const last = again(4, 'turn-2')
    expect(asks([...turns(1), last], { replaces: 'turn-2', until: 'a' })).toEqual({
      first: last,
      last,
    })
  })

  it.each([
    ['is not the last one', { replaces: 'turn-1' }],
    ['is not there', { replaces: 'gone' }],
    ['is another one', { questionId: 'new', replaces: 'gone' }],
    ['was repeated too late', { questionId: 'turn-1' }],
    ['goes up to one that is not the last', { replaces: 'turn-1', until: 'turn-1' }],
    ['goes up to one that is not there', { replaces: 'turn-1', until: 'gone' }],
    ['is not there, up to the last one', { replaces: 'gone', until: 'turn-2' }],
  ])('that %s is a conflict', (_, asking) => {
    expect(() => asks(turns(1, 2), asking)).toThrow(changed)
  })
})
