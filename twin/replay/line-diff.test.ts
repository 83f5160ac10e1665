import { describe, expect, it } from 'vitest'
import { lineDiff } from './line-diff.ts'

const numbers = (count: number) => Array.from({ length: count }, (_, at) => String(at))

describe('the difference of two texts', () => {
  it('shows what was expected, what came instead, and three lines of context', () => {
    const actual = numbers(9)
    actual[4] = 'four'
    expect(lineDiff(numbers(9).join('\n'), actual.join('\n')).split('\n')).toEqual([
      ...['…', ' 1', ' 2', ' 3', '-4', '+four', ' 5', ' 6', ' 7', '…'],
    ])
  })

  it('omits the lines between two differences', () => {
    const shown = lineDiff(numbers(20).join('\n'), numbers(20).slice(1, -1).join('\n')).split('\n')
    expect(shown).toEqual(['-0', ' 1', ' 2', ' 3', '…', ' 16', ' 17', ' 18', '-19'])
  })

  it('shows all lines if nothing was expected', () => {
    expect(lineDiff('', 'one\ntwo')).toContain('+one\n+two')
  })
})
