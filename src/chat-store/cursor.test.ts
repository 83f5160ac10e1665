import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { anyText } from '../../test/support/any-text.ts'
import { makeCursor, readCursor } from './cursor.ts'

const list = ['user', 'chat']
const place = ['2026-05-01T12:00:00.000Z', '5b0c11a5-91f7-4b0e-a1b5-000000000004']
const cursor = makeCursor(list, place)

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')

describe('a cursor', () => {
  it('leads to its place in its list, whoever the user is', () => {
    expect(readCursor(list, cursor, 2)).toEqual(place)
    fc.assert(
      fc.property(fc.array(anyText()), (names) => {
        const made = makeCursor(names, place)
        expect(made).toMatch(/^[\w-]+$/)
        expect(readCursor(names, made, 2)).toEqual(place)
      }),
    )
  })

  it('may have words of 100 characters, such as ids and times have', () => {
    const words = ['x'.repeat(100), 'Az_09:.-']
    expect(readCursor(list, makeCursor(list, words), 2)).toEqual(words)
  })

  it.each([['another', 'chat'], ['user', 'another'], ['user'], [], ['user', 'chat', 'more']])(
    'leads nowhere in the list of %s %s',
    (...another) => {
      expect(readCursor(another, cursor, 2)).toBeUndefined()
    },
  )

  it('cannot take a name of its list for a word of its place', () => {
    expect(readCursor(['user'], makeCursor(['user', 'chat'], ['id']), 2)).toBeUndefined()
  })

  it.each([1, 3])('leads nowhere in a list whose places have %i words', (words) => {
    expect(readCursor(list, cursor, words)).toBeUndefined()
  })

  it.each([
    ['nothing', ''],
    ['no base64url', `${cursor}=`],
    ['more than a cursor', `${cursor}.more`],
    ['less', cursor.slice(1)],
    ['no JSON', Buffer.from('{').toString('base64url')],
    ['no object', encode(null)],
    ['no place', encode({ list })],
    ['a place that is none', encode({ list, place: 'ab' })],
    ['words that are none', encode({ list, place: [1, 2] })],
    ['an empty word', encode({ list, place: ['', 'a'] })],
    ['a word that is too long', encode({ list, place: ['a', 'x'.repeat(101)] })],
    ['a space before a word', encode({ list, place: [' a', 'a'] })],
    ['a space after a word', encode({ list, place: ['a', 'a '] })],
    ['a line after a word', encode({ list, place: ['a', 'a\n'] })],
    ['more than the place', encode({ list, place, user_id: 'another' })],
    ['the place before the list', encode({ place, list })],
  ])('is refused with %s', (_, forged) => {
    expect(readCursor(list, forged, 2)).toBeUndefined()
  })

  it('is refused with any other text', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(readCursor(list, text, 2)).toBeUndefined()
      }),
    )
  })
})
