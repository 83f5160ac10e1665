import { describe, expect, it } from 'vitest'
import { CodeCounter } from './counter.ts'
import { Screen } from './screen.ts'

const limits = { maxRun: 2, maxTotal: 4, containment: 0.5 }
const screen = () => new Screen(new CodeCounter([], undefined, limits))

describe('nothing is held when the model pauses in a sentence', () => {
  it.each([
    ['of words', 'Look again at the inner loop, and '],
    ['that begins with a number', '0.5 look again at the inner loop, and '],
    [
      'that begins like the answers of the benchmark',
      '0:12345.678 look again at the inner loop, and ',
    ],
    ['that begins with code', '`x[0]` is the first of them, so '],
    ['in Korean', '안쪽 반복을 다시 '],
  ])('%s', (_what, said) => {
    const guard = screen()
    expect(guard.push(said)).toBe(said)
    expect(guard.held).toBe(0)
    expect(guard.push('then')).toBe('then')
  })
})

it('a line of code is held', () => {
  const guard = screen()
  expect(guard.push('for value in values:\n    total += value')).toBe('')
  expect(guard.held).toBeGreaterThan(0)
})
