import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { replaceHeaders } from './response-headers.ts'

describe('replaceHeaders', () => {
  it('leaves one header of each name that it sets, and every other', () => {
    const name = fc.stringMatching(/^[a-c]{1,2}$/)
    const mixed = fc.tuple(name, fc.boolean()).map(([text, up]) => (up ? text.toUpperCase() : text))
    fc.assert(
      fc.property(
        fc.dictionary(mixed, fc.string()),
        fc.dictionary(mixed, fc.array(fc.string())),
        fc.dictionary(name, fc.string()),
        (headers, multiValueHeaders, replacing) => {
          const given = { statusCode: 200, headers, multiValueHeaders }
          const before = structuredClone(given)
          const { headers: single, multiValueHeaders: multiple } = replaceHeaders(given, replacing)
          const isReplaced = (each: string) => Object.hasOwn(replacing, each.toLowerCase())
          const others = Object.entries(headers).filter(([each]) => !isReplaced(each))
          expect(single).toEqual({ ...Object.fromEntries(others), ...replacing })
          expect(Object.keys(multiple ?? {})).toEqual(
            Object.keys(multiValueHeaders).filter((each) => !isReplaced(each)),
          )
          expect(given).toEqual(before)
        },
      ),
    )
  })

  it('gives a response without headers its first ones', () => {
    expect(replaceHeaders({}, { a: '1' })).toEqual({ headers: { a: '1' } })
  })
})
