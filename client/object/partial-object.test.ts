import { describe, expect, it } from 'vitest'
import { partialObject } from './partial-object.ts'

describe('partialObject', () => {
  it.each<[string, unknown]>([
    ['', undefined],
    [' \r\n\t', undefined],
    ['{', {}],
    ['{"', {}],
    ['{"title', {}],
    ['{"title"', {}],
    ['{"title":', {}],
    ['{"title":"', { title: '' }],
    ['{"title":"Sort the ', { title: 'Sort the ' }],
    ['{"title":"Sort",', { title: 'Sort' }],
    ['{"title":"Sort","points": 1', { title: 'Sort' }],
    ['{"title":"Sort","points": 1,', { title: 'Sort', points: 1 }],
    ['{ "ok": t', { ok: true }],
    ['{ "ok": fals', { ok: false }],
    ['[n', [null]],
    ['[[1, 2', [[1]]],
    ['[[1, 2]', [[1, 2]]],
    ['[-', []],
    ['[1.5e', []],
    ['[1 ', []],
    ['[1.5e3]', [1500]],
    ['"half', 'half'],
    [' tr', true],
  ])('of %j returns %j', (begun, value) => {
    expect(partialObject(begun)).toEqual(value)
  })

  it('returns undefined for a number at the top level, which may continue', () => {
    for (const begun of ['1', '12', '-', '-0', ' 12 ', '1e']) {
      expect(partialObject(begun)).toBeUndefined()
    }
  })

  it.each([
    ['["a\\', 'a'],
    ['["a\\\\', 'a\\'],
    ['["a\\n', 'a\n'],
    ['["a\\u', 'a'],
    ['["a\\u00', 'a'],
    ['["a\\u00e', 'a'],
    ['["a\\u00e9', 'aé'],
    ['["a\\\\\\u00', 'a\\'],
    ['["a\\\\u00e9', 'a\\u00e9'],
  ])('omits the half escape of %j', (begun, value) => {
    expect(partialObject(begun)).toEqual([value])
  })

  it.each(['"a😀"', '"a\\ud83d\\ude00"', '"a\\uD83D\\uDE00"'])(
    'omits half a character of %s, wherever it is cut',
    (whole) => {
      for (let end = 1; end < whole.length; end += 1) {
        expect(['', 'a', 'a😀']).toContain(partialObject(whole.slice(0, end)))
      }
      expect(partialObject(whole)).toBe('a😀')
    },
  )

  it('keeps a lone surrogate inside a document, as JSON.parse does', () => {
    expect(partialObject('["\\ud83d", "\ud83d", "\\ude00"]')).toEqual([
      '\ud83d',
      '\ud83d',
      '\ude00',
    ])
  })

  it.each([
    '{"__proto__":{"isAdmin":true,"a":1}}',
    '{"\\u005f_proto__":["b"]}',
    '{"__proto__":null}',
  ])('of %s returns a property __proto__, and no other prototype', (whole) => {
    const value = partialObject(`[${whole}`) as [object]
    expect(Object.getPrototypeOf(value[0])).toBe(Object.prototype)
    expect(Object.getOwnPropertyDescriptors(value[0])).toEqual(
      Object.getOwnPropertyDescriptors(JSON.parse(whole)),
    )
    expect(value[0]).not.toHaveProperty('isAdmin')
    expect({}).not.toHaveProperty('isAdmin')
  })

  it('omits a __proto__ that is not an object', () => {
    expect(Object.keys(partialObject('{"a":"b","__proto__":"c"}') as object)).toEqual(['a'])
  })

  it('returns own properties for keys that every object inherits', () => {
    const whole = '{"constructor":{"prototype":{"a":"b"}},"toString":"c","hasOwnProperty":null}'
    expect(partialObject(whole)).toEqual(JSON.parse(whole))
  })

  it('returns the first value of a repeated key until the second begins', () => {
    expect(partialObject('{"a":"first","a":')).toEqual({ a: 'first' })
    expect(partialObject('{"a":"first","a":"s')).toEqual({ a: 's' })
  })

  it.each([
    'Sure! Here it is:',
    '```json\n{"a":1}',
    '\u00a0{}',
    '\ufeff{}',
    'NaN',
    'Infinity',
    "'a'",
  ])('returns undefined for %j, which is not JSON', (begun) => {
    expect(partialObject(begun)).toBeUndefined()
  })

  it('reads up to 500 levels of nesting', () => {
    expect(partialObject(`${'[{"a":'.repeat(250)}"b`)).toBeDefined()
    expect(partialObject(`${'['.repeat(501)}`)).toBeUndefined()
    expect(partialObject('{"a":'.repeat(200_000))).toBeUndefined()
    expect(
      partialObject(`["${'['.repeat(1000)}\\"${'{'.repeat(1000)}", ${'[],'.repeat(1000)}`),
    ).toBeDefined()
  })
})
