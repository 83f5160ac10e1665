import { describe, expect, it } from 'vitest'
import { ratio, statistic } from './statistics.ts'

/** 0 to 100, shuffled. */
const values = Array.from({ length: 101 }, (_, at) => (at * 37) % 101)
const doubled = values.map((value) => value * 2)

describe('a statistic', () => {
  it('does not depend on the order of the values', () => {
    expect(statistic(values, 'median')).toBe(50)
    expect(statistic(values, 'p95')).toBe(95)
  })

  it('lies between two values where none is in the middle', () => {
    expect(statistic([1, 2], 'median')).toBe(1.5)
  })

  it('is NaN when nothing was measured', () => {
    expect(statistic([], 'median')).toBeNaN()
  })
})

describe('a ratio', () => {
  it('lies inside its interval', () => {
    const { value, low, high } = ratio(doubled, values, 'median')
    expect(value).toBe(2)
    expect(low).toBeLessThan(2)
    expect(high).toBeGreaterThan(2)
    expect(high - low).toBeLessThan(2)
  })

  it('is sure of itself when all values are the same', () => {
    expect(ratio([3, 3, 3], [2, 2], 'p95')).toEqual({ value: 1.5, low: 1.5, high: 1.5 })
  })

  it('is the same for the same values', () => {
    expect(ratio(doubled, values, 'p95')).toEqual(ratio(doubled, values, 'p95'))
  })
})
