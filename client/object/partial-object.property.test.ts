import fc from 'fast-check'
import { Allow, parse } from 'partial-json'
import { describe, expect, it } from 'vitest'
import { anyText } from '../../test/support/any-text.ts'
import { runs } from '../../test/support/property-runs.ts'
import { partialObject } from './partial-object.ts'

const units = ['"', '\\', '/', '\n', '\0', ' ', 'e', 'u', '-', '1', ',', ':', '{', ']', '\u2028']
const string = fc.oneof(
  anyText({ maxLength: 6 }),
  fc.string({ unit: fc.constantFrom(...units, 'é', '한', '😀', '\ud83d', '\ude00'), maxLength: 6 }),
)
const oddKeys = ['__proto__', 'constructor', 'prototype', 'toString', 'toJSON', 'length', '0', '']
const key = fc.oneof(fc.constantFrom(...oddKeys), string)

const { value } = fc.letrec<{ value: unknown; array: unknown[]; object: object }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, depthSize: 'small', withCrossShrink: true },
    fc.oneof(string, fc.boolean(), fc.constant(null), fc.integer(), fc.double()),
    fc.constantFrom(10, 1e21, 1e-7, -0.5),
    tie('array'),
    tie('object'),
  ),
  array: fc.array(tie('value'), { maxLength: 3 }),
  // Unlike an assignment, `fromEntries` makes a property of `__proto__`.
  object: fc.oneof(
    fc.array(fc.tuple(key, tie('value')), { maxLength: 3 }).map(Object.fromEntries),
    tie('array').map((inner) => Object.fromEntries([['__proto__', inner]])),
    tie('object').map((inner) =>
      Object.fromEntries([
        ['__proto__', inner],
        ['a', inner],
      ]),
    ),
  ),
}))

/** `__proto__` with a scalar, which is omitted even if it is complete. */
const lost = /"__proto__":["\dtfn-]/

const document = fc
  .oneof(fc.jsonValue({ depthSize: 'xsmall' }), value)
  .filter((each) => !lost.test(JSON.stringify(each)))

/** The ways in which models and their servers write JSON. */
const writers: ((document: unknown) => string)[] = [
  (document) => JSON.stringify(document),
  (document) => JSON.stringify(document, null, 2),
  (document) => `\r\n\t${JSON.stringify(document, null, '\t')} \n`,
  (document) => escaped(document, '0123456789abcdef'),
  (document) => escaped(document, '0123456789ABCDEF'),
]

/** Each is cut at every position, so a long document would take too much time. */
const written = fc
  .tuple(document, fc.constantFrom(...writers))
  .map(([each, write]) => write(each))
  .filter((text) => text.length <= 400)

/** Holds if the whole document never contradicts the value of its beginning. */
const neverContradicted = (read: (text: string) => unknown) =>
  fc.property(written, (text) => {
    const whole: unknown = JSON.parse(text)
    let earlier: unknown
    for (let end = 0; end <= text.length; end += 1) {
      const value = read(text.slice(0, end))
      if (!isPrefixOf(value, whole) || !isPrefixOf(earlier, value)) {
        throw new Error(`${JSON.stringify(text.slice(0, end))} gives ${JSON.stringify(value)}`)
      }
      earlier = value
    }
  })

describe('for any document, cut anywhere', () => {
  it('the value so far is a prefix of the whole value, and never shrinks', () => {
    fc.assert(neverContradicted(partialObject), runs(1000))
  })

  it.each([
    ['numbers that may grow', Allow.ALL],
    ['partial-json by itself', Allow.ALL & ~Allow.NUM],
  ])('that does not hold for %s', (_, allowed) => {
    const readable = (text: string) => {
      try {
        return parse(text, allowed)
      } catch {
        return undefined
      }
    }
    expect(fc.check(neverContradicted(readable), { numRuns: 1000 }).failed).toBe(true)
  })

  it('the value of the whole text is the whole value', () => {
    fc.assert(
      fc.property(document, fc.constantFrom(...writers), (each, write) => {
        const text = write([each])
        expect(partialObject(text)).toEqual(JSON.parse(text))
      }),
      runs(1000),
    )
  })

  it('text that is not JSON changes no prototype', () => {
    const pieces = fc.constantFrom(...units, '[', '}', 'true', 'NaN', 'nul', '"__proto__":', '\\u0')
    const text = fc.oneof(
      fc.string({ unit: fc.oneof(pieces, fc.string({ maxLength: 2 })), maxLength: 40 }),
      fc.tuple(written, fc.nat(), pieces).map(([json, at, piece]) => {
        const inside = at % (json.length + 1)
        return json.slice(0, inside) + piece + json.slice(inside)
      }),
    )
    fc.assert(
      fc.property(text, (each) => {
        partialObject(each)
        expect(Object.keys(Object.prototype)).toEqual([])
      }),
      runs(1000),
    )
  })
})

/** Whether `value` may still become `whole`. */
function isPrefixOf(value: unknown, whole: unknown): boolean {
  return value === undefined || relation(value, whole) !== 'contradiction'
}

/** A value is a prefix if at most one of its items or properties is unfinished, and others are to come. */
function relation(value: unknown, whole: unknown): 'same' | 'prefix' | 'contradiction' {
  if (Object.is(value, whole)) return 'same'
  if (typeof value === 'string' && typeof whole === 'string') {
    return whole.startsWith(value) ? 'prefix' : 'contradiction'
  }
  if (!isObject(value) || !isObject(whole)) return 'contradiction'
  if (Object.getPrototypeOf(value) !== Object.getPrototypeOf(whole)) return 'contradiction'
  let unfinished = 0
  for (const name of Object.keys(value)) {
    if (!Object.hasOwn(whole, name)) return 'contradiction'
    const inner = relation(Reflect.get(value, name), Reflect.get(whole, name))
    if (inner === 'contradiction') return inner
    if (inner === 'prefix') unfinished += 1
  }
  if (unfinished > 1) return 'contradiction'
  const all = Object.keys(value).length === Object.keys(whole).length
  return all && unfinished === 0 ? 'same' : 'prefix'
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}

/** JSON in ASCII, with `_` escaped as well: a key `__proto__` may be spelt in many ways. */
function escaped(document: unknown, digits: string): string {
  return JSON.stringify(document).replace(/[^\0-~]|_/g, (unit) => {
    const code = unit.charCodeAt(0)
    return `\\u${[12, 8, 4, 0].map((shift) => digits[(code >> shift) & 15]).join('')}`
  })
}
