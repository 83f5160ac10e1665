import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { anyText } from '../../../test/support/any-text.ts'
import { pieces } from './pieces.ts'

describe('pieces', () => {
  it('are a few words each, with the space in front', () => {
    expect(pieces('One two three four five.')).toEqual(['One', ' two three four', ' five.'])
    expect(pieces('안쪽 반복문은 무엇을 찾나요?')).toEqual(['안쪽', ' 반복문은 무엇을 찾나요?'])
    expect(pieces('')).toEqual([])
  })

  it('cut a long word between characters', () => {
    const word = '👩🏽‍🚀'.repeat(20)
    expect(pieces(word).length).toBeGreaterThan(1)
    for (const piece of pieces(word)) expect(piece.isWellFormed()).toBe(true)
  })

  it('join to the text, and each is well-formed and not empty', () => {
    fc.assert(
      fc.property(anyText({ maxLength: 400 }), (text) => {
        const cut = pieces(text)
        expect(cut.join('')).toBe(text)
        for (const piece of cut) {
          expect(piece).not.toBe('')
          expect(piece.isWellFormed()).toBe(true)
        }
      }),
    )
  })
})
