import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { anyText } from '../../test/support/any-text.ts'
import { titleOf } from './title.ts'

describe('a title', () => {
  it.each([
    ['is a short question as it is', 'Why?', 'Why?'],
    ['is on one line', '  Why\r\n\n does\tit\u2028fail? ', 'Why does it fail?'],
    ['has no control characters', 'a\u0000b\u001b[31mc\u0085d', 'a b [31mc d'],
    ['does not turn the direction of writing', 'a\u202eb\u2066c\u200f', 'abc'],
    ['keeps emoji of several characters', '👩‍👩‍👧 ok', '👩‍👩‍👧 ok'],
    ['has no half of a character', 'a\ud83d', 'a\ufffd'],
    ['is there although there is nothing to see', ' \u0007\u202e ', 'New chat'],
    [
      'is cut at a word',
      'How do I find two numbers in a sorted list that add up to a given target?',
      'How do I find two numbers in a sorted list that add up to a…',
    ],
    [
      'is cut at a word of a language without spaces',
      'あ並べ替えられたリストの中から、合計が与えられた目標値になる二つの数を見つけるにはどうすればいいですか。もう少し詳しく教えてください。',
      'あ並べ替えられたリストの中から、合計が与えられた目標値になる二つの数を見つけるにはどうすればいいですか。もう少し詳しく…',
    ],
    ['is whole at 60 characters', `${'a'.repeat(55)} four`, `${'a'.repeat(55)} four`],
    ['is cut at 61', `${'a'.repeat(55)} fives`, `${'a'.repeat(55)}…`],
    ['begins where there is something to see', `${' '.repeat(2_000)}Why?`, 'Why?'],
    ['is made of the first 1,000 characters', `${'\u202e'.repeat(1_000)}Why?`, 'New chat'],
    ['ends where there was something to see', `Why?${' '.repeat(2_000)}`, 'Why?'],
    ['is cut within a word that is too long', 'a'.repeat(100), `${'a'.repeat(60)}…`],
    ['is cut between two characters', '👩‍👩‍👧'.repeat(20), `${'👩‍👩‍👧'.repeat(7)}…`],
  ])('%s', (_, question, title) => {
    expect(titleOf(question)).toBe(title)
  })

  it('is one line of at most 61 characters, whatever the question', () => {
    fc.assert(
      fc.property(anyText({ maxLength: 300 }), (question) => {
        const title = titleOf(question)
        expect(title.length).toBeGreaterThan(0)
        expect(title.length).toBeLessThanOrEqual(61)
        expect(title).not.toMatch(/[\p{Cc}\p{Bidi_Control}\u2028\u2029]/u)
        expect(title.isWellFormed()).toBe(true)
      }),
    )
  })
})
