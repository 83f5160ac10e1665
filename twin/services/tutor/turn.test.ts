import { describe, expect, it } from 'vitest'
import { localeOf, readTurn } from './turn.ts'

describe('readTurn', () => {
  it('finds the JSON after some prose', () => {
    const turn = {
      problemDetails: { title: 'Sum' },
      userCode: 'if (a) { b() }',
      history: [
        { role: 'user', content: 'one' },
        { role: 'model', content: 'two' },
      ],
      query: 'why {?',
    }
    expect(readTurn(`The turn:\n\n${JSON.stringify(turn)}\nAnswer it.`)).toEqual({
      problem: { title: 'Sum' },
      code: 'if (a) { b() }',
      query: 'why {?',
      earlierHints: 1,
      structured: true,
    })
  })

  it('tolerates fields that are missing or of another type', () => {
    const empty = { problem: undefined, code: '', query: '', earlierHints: 0, structured: true }
    expect(readTurn('{}')).toEqual(empty)
    const odd = '{"userCode":1,"history":[null,1,"x"],"query":null}'
    expect(readTurn(odd)).toEqual(empty)
  })

  it.each(['What is a queue?', '', '{', '} {', 'f(x) = {1} or {2}', '{"a":'])(
    'treats %j as a plain question',
    (text) => {
      expect(readTurn(text)).toMatchObject({ query: text, structured: false })
    },
  )
})

describe('localeOf', () => {
  it('is Korean for any Hangul', () => {
    expect(localeOf('two sum 힌트')).toBe('ko')
    expect(localeOf('ㅠㅠ')).toBe('ko')
    expect(localeOf('ヒント、提示, hint')).toBe('en')
  })
})
