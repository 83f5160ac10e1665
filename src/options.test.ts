import { describe, expect, it } from 'vitest'
import { checkOptions, checkPositive, isListOfNames } from './options.ts'

const pkg = 'middy-chat/example'

describe('checkPositive', () => {
  it('passes positive whole numbers', () => {
    expect(() => checkPositive(pkg, { a: 1, b: 20_000 })).not.toThrow()
  })

  it('names every other one', () => {
    const options = { a: 0, b: -1, c: 1.5, d: Number.NaN, e: Number.POSITIVE_INFINITY, f: 1 }
    const check = () => checkPositive(pkg, options)

    expect(check).toThrow(new TypeError('a, b, c, d, e: a positive whole number is needed'))
    expect(check).toThrow(expect.objectContaining({ cause: { package: pkg } }))
  })
})

describe('checkOptions', () => {
  it('passes when every rule is kept', () => {
    expect(() => checkOptions(pkg, { 'a: is needed': true })).not.toThrow()
  })

  it('names every rule that is broken', () => {
    const rules = { 'a: is needed': false, 'b: is needed': true, 'c: is a number': false }
    const check = () => checkOptions(pkg, rules)

    expect(check).toThrow(new TypeError('a: is needed; c: is a number'))
    expect(check).toThrow(expect.objectContaining({ cause: { package: pkg } }))
  })
})

describe('isListOfNames', () => {
  it.each([[['a']], [['a', 'b']]])('is true of %o', (value) => {
    expect(isListOfNames(value)).toBe(true)
  })

  it.each([[[]], [['a', '']], [['a', 1]], [[undefined]], ['a'], [undefined], [null], [{ 0: 'a' }]])(
    'is false of %o',
    (value) => {
      expect(isListOfNames(value)).toBe(false)
    },
  )
})
