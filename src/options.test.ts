import { describe, expect, expectTypeOf, it } from 'vitest'
import {
  callback,
  checkOptions,
  isListOfNames,
  isRecord,
  optional,
  positiveInteger,
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
