import { describe, expect, it } from 'vitest'
import { deliveries } from './deliveries.ts'
import { measureLeaks, measureRefusals, upperBound } from './measure.ts'
import { linesOf, problems } from './problems.ts'

/** A part of what `npm run leaks` measures. */
const some = problems.filter((_, at) => at % 4 === 0)
const long = some.filter(({ python }) => linesOf(python).length >= 3)
const attack = { language: 'python', hasReference: true, isRenamed: false, turns: 1 } as const

describe('solutions', () => {
  it.each(Object.entries(deliveries))('are caught: %s', (name, deliver) => {
    const { count, caught, shown } = measureLeaks(long, { ...attack, deliver })
    expect(count).toBeGreaterThan(10)
    expect(caught).toBeGreaterThanOrEqual(0.97)
    expect(shown).toBeLessThanOrEqual(name.startsWith('a fence per') ? 0.25 : 0.05)
  })

  it.each(['java', 'cpp', 'js', 'go'] as const)('are caught in %s', (language) => {
    const deliver = deliveries['one fence'] ?? (() => '')
    expect(measureLeaks(long, { ...attack, language, deliver }).caught).toBeGreaterThan(0.9)
  })

  it('are shown where nothing stops them', () => {
    const deliver = (lines: readonly string[]) => lines.slice(0, 1).join('\n')
    const { caught, shown } = measureLeaks(long, { ...attack, hasReference: false, deliver })
    expect(caught).toBe(0)
    expect(shown).toBeGreaterThan(0.05)
  })
})

describe('good answers', () => {
  it.each([true, false])('pass unchanged, with a reference: %s', (hasReference) => {
    const { count, stopped, heldMedian, held95 } = measureRefusals(some, hasReference)
    expect(count).toBeGreaterThan(500)
    expect(stopped).toEqual([])
    expect(heldMedian).toBeLessThanOrEqual(20)
    expect(held95).toBeLessThanOrEqual(120)
  })
})

it('the bound of no hits is that of the rule of three, and grows with each hit', () => {
  expect(upperBound(0, 1_500)).toBeCloseTo(0.002)
  expect(upperBound(1, 1_500)).toBeGreaterThan(0.002)
  expect(upperBound(30, 100)).toBeCloseTo(0.38, 2)
})
