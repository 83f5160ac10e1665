import { describe, expect, expectTypeOf, it } from 'vitest'
import * as z from 'zod/mini'
import {
  belowDeadlineMargin,
  callback,
  chatModel,
  checkOptions,
  furtherFields,
  isListOfNames,
  isRecord,
  listOfNames,
  numberIn,
  ofFormat,
  oneOf,
  optional,
  positiveInteger,
  recordOfStrings,
  standardSchema,
  trueOrFalse,
  withDefaults,
} from './options.ts'

const pkg = 'middy-chat/example'
const rules = {
  name: ['a name', (value: unknown) => value === 'good'],
  times: positiveInteger,
  loud: optional(trueOrFalse),
} as const
const defaults = { times: 3 }

describe('checkOptions', () => {
  const check = (options: unknown) => () => checkOptions(pkg, rules, defaults, options)

  it.each([
    [{ name: 'good' }],
    [{ name: 'good', times: 1, loud: true }],
    [{ name: 'good', times: undefined, loud: undefined, other: undefined }],
  ])('passes what keeps the rules: %o', (options) => {
    expect(check(options)).not.toThrow()
  })

  it('names every rule that is broken, and every option that it does not know', () => {
    expect(check({ times: 0, laud: true, loud: 1 })).toThrow(
      new TypeError(
        'middy-chat/example: unknown option "laud"; name must be a name; times must be a positive whole number; loud must be true or false',
      ),
    )
    expect(check({})).toThrow(expect.objectContaining({ cause: { package: pkg } }))
  })

  it.each([null, undefined, 'options', 7, true, [], [['name', 'good']]])(
    'wants an object, and not %o',
    (options) => {
      expect(check(options)).toThrow(new TypeError('middy-chat/example: options must be an object'))
      expect(check(options)).toThrow(expect.objectContaining({ cause: { package: pkg } }))
    },
  )

  it.each(['__proto__', 'constructor', 'toString'])('knows no option %s', (name) => {
    expect(check(JSON.parse(`{"name":"good","${name}":1}`))).toThrow(`unknown option "${name}"`)
  })

  it('shows a rule the others, with their defaults', () => {
    const least = {
      least: [
        'at most times',
        (value: unknown, { times }: { times?: unknown }) => Number(value) <= Number(times),
      ],
    } as const

    expect(() =>
      checkOptions(pkg, { ...rules, ...least }, defaults, { name: 'good', least: 3 }),
    ).not.toThrow()
    expect(() =>
      checkOptions(pkg, { ...rules, ...least }, defaults, { name: 'good', least: 4 }),
    ).toThrow('least must be at most times')
  })
})

describe('withDefaults', () => {
  it('takes the default of what is left out or undefined', () => {
    const options: { name: string; times?: number | undefined; loud?: boolean } = {
      name: 'good',
      times: undefined,
    }
    const all = withDefaults(defaults, options)

    expect(all).toEqual({ name: 'good', times: 3 })
    expectTypeOf(all.times).toBeNumber()
    expectTypeOf(all.loud).toEqualTypeOf<boolean | undefined>()
  })

  it('keeps what is given, also null', () => {
    expect(withDefaults(defaults, { times: null })).toEqual({ times: null })
  })
})

describe.each([
  [
    'positiveInteger',
    positiveInteger,
    [1, 20_000],
    [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, '1', 1n],
  ],
  ['trueOrFalse', trueOrFalse, [true, false], [0, 1, '', 'true', {}]],
  ['callback', callback, [() => {}, class {}], [{}, 'f', true]],
  ['standardSchema', standardSchema, [z.string(), z.object({})], [{}, { '~standard': {} }, 'a', 7]],
  ['chatModel', chatModel, [{ answer() {} }], [{}, { answer: 'a' }, () => {}, 'a']],
  ['oneOf', oneOf('a', 'b'), ['a', 'b'], ['', 'c', 'ab', ['a']]],
  ['numberIn', numberIn(1, 2.5), [1, 2, 2.5], [0.99, 2.51, Number.NaN, '2', 2n]],
  ['listOfNames', listOfNames(2), [['a'], ['a', 'b']], [['a', 'b', 'c'], ['a', ''], ['a', 1], 'a']],
  ['recordOfStrings', recordOfStrings, [{}, { a: '' }, { a: 'b' }], [{ a: 'b', c: 1 }, 'a', ['a']]],
  [
    'furtherFields',
    furtherFields(['a', 'b']),
    [{}, { c: 1 }],
    [{ c: 1, b: 2 }, { a: 1 }, 'c', ['c']],
  ],
  [
    'ofFormat',
    ofFormat({ what: 'a', matches: (text) => /^a$/.test(text) }),
    ['a'],
    ['b', ['a'], 7],
  ],
] as const)('%s', (_, [, isGood], good, bad) => {
  it.each(good.map((value) => [value]))('takes %o', (value) => {
    expect(isGood(value, {})).toBe(true)
  })

  it.each([...bad, undefined, null, [], Symbol('s')].map((value) => [value]))(
    'refuses %o',
    (value) => {
      expect(isGood(value, {})).toBe(false)
    },
  )
})

describe('a rule', () => {
  it.each([
    [oneOf('a', 'b'), 'one of a, b'],
    [numberIn(1, 2.5), 'a number from 1 to 2.5'],
    [listOfNames(2), 'a list of 1 to 2 strings'],
    [furtherFields(['a', 'b']), 'an object of fields other than a, b'],
    [optional(numberIn(1, 2)), 'a number from 1 to 2'],
    [ofFormat({ what: 'a word', matches: () => true }), 'a word'],
    [standardSchema, 'a Standard Schema'],
    [chatModel, 'a model, with a function answer'],
    [callback, 'a function'],
    [recordOfStrings, 'an object of strings'],
    [belowDeadlineMargin, 'a positive whole number, less than deadlineMarginMs'],
  ])('says what it asks for: %#', ([what], words) => {
    expect(what).toBe(words)
  })

  it.each([
    [999, 1_000, true],
    [1_000, 1_000, false],
    [0, 1_000, false],
    ['1', 1_000, false],
    // The other option is at fault then, and says so itself.
    [1_000, 0, true],
    [1_000, 'a', true],
  ])('of a time within the margin looks at it: %j, %j', (ms, deadlineMarginMs, isGood) => {
    expect(belowDeadlineMargin[1](ms, { deadlineMarginMs })).toBe(isGood)
  })

  it('of an option that may be missing sees the others', () => {
    const [, isGood] = optional(belowDeadlineMargin)
    expect(isGood(undefined, {})).toBe(true)
    expect(isGood(5, { deadlineMarginMs: 6 })).toBe(true)
    expect(isGood(5, { deadlineMarginMs: 5 })).toBe(false)
  })

  it('may say what it asks for by what is given', () => {
    const named = { list: [(value: unknown) => `other than ${value}`, () => false] } as const
    expect(() => checkOptions(pkg, named, {}, { list: 7 })).toThrow('list must be other than 7')
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

describe('isRecord', () => {
  it.each([[{}], [{ a: 1 }], [Object.create(null)]])('is true of %o', (value) => {
    expect(isRecord(value)).toBe(true)
  })

  it.each([[[]], [null], [undefined], ['a'], [7], [() => {}]])('is false of %o', (value) => {
    expect(isRecord(value)).toBe(false)
  })
})
