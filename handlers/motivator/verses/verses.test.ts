import { hash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { emotions } from '../emotions.ts'
import type { Locale } from '../locale.ts'
import bsb from './bsb.json' with { type: 'json' }
import krv from './krv.json' with { type: 'json' }
import { selection } from './selection.ts'
import { ownVerse, verseIds, verseList, verseOf } from './verses.ts'

const locales: Locale[] = ['en', 'ko']

describe.each([
  ['bsb', bsb, '4229fc0f7cd06d6c1d11dbba3c8923cbcf5c00cdc9b99fd6f21a9f99778d2c62'],
  ['krv', krv, '77983f88b2b58701e20c7d67b609a581738fbba120ba98bd60587f3c9f99b1b1'],
])('%s.json', (_, { texts }, expected) => {
  it('has the texts that were compared with the printed edition, letter for letter', () => {
    expect(hash('sha256', JSON.stringify(texts))).toBe(expected)
  })

  it('has a text for each verse of the selection, and no other', () => {
    expect(Object.keys(texts)).toEqual(verseIds)
  })

  it.each(Object.entries(texts))('%s is plain text', (_, text) => {
    expect(text).not.toBe('')
    expect(text).toBe(text.trim())
    expect(text).toBe(text.normalize('NFC'))
    // Headings, footnotes, verse numbers and liturgical marks do not belong to the text.
    expect(text).not.toMatch(/[[\](){}<>*¶†\d"']|\s\s|[^\S ]|Selah|셀라/)
  })
})

it.each(Object.entries(bsb.texts))('%s ends with a sentence', (_, text) => {
  expect(text).toMatch(/[.!?]”?$/)
})

describe('the selection', () => {
  it('has 100 to 150 verses', () => {
    expect(verseIds.length).toBeGreaterThanOrEqual(100)
    expect(verseIds.length).toBeLessThanOrEqual(150)
  })

  it.each(verseIds)('%s is an OSIS id', (id) => {
    expect(id).toMatch(/^[1-3]?[A-Z][a-z]+\.[1-9]\d*\.[1-9]\d*(-[1-9]\d*)?$/)
    const [from, to = from] = id.replace(/.*\./, '').split('-').map(Number) as [number, number?]
    expect(to).toBeGreaterThanOrEqual(from)
  })

  it.each(emotions)('has at least five verses for %s, among them its own', (emotion) => {
    const fitting = Object.entries(selection).filter(([, { emotions }]) =>
      (emotions as string[]).includes(emotion),
    )
    expect(fitting.length).toBeGreaterThanOrEqual(5)
    expect(fitting.map(([id]) => id)).toContain(ownVerse(emotion))
  })

  it.each(Object.entries(selection))('%s names its emotions and themes once', (_, verse) => {
    for (const list of [verse.emotions, verse.themes] as string[][]) {
      expect(list.length).toBeGreaterThan(0)
      expect(new Set(list).size).toBe(list.length)
    }
  })

  it('has a verse of its own for each emotion', () => {
    expect(new Set(emotions.map(ownVerse)).size).toBe(emotions.length)
  })
})

describe('verseOf', () => {
  it.each<[string, Locale, string]>([
    ['Phil.4.6-7', 'en', 'Philippians 4:6–7'],
    ['Phil.4.6-7', 'ko', '빌립보서 4:6-7'],
    ['Ps.23.1', 'en', 'Psalm 23:1'],
    ['Ps.23.1', 'ko', '시편 23:1'],
    ['1John.1.9', 'en', '1 John 1:9'],
    ['1John.1.9', 'ko', '요한일서 1:9'],
  ])('names %s in %s as %s', (id, locale, reference) => {
    expect(verseOf(id, locale)?.reference).toBe(reference)
  })

  it('has the text and the name of the edition', () => {
    expect(verseOf('Phil.4.13', 'en')).toEqual({
      reference: 'Philippians 4:13',
      text: 'I can do all things through Christ who gives me strength.',
      edition: 'Berean Standard Bible',
    })
    expect(verseOf('John.3.16', 'ko')).toEqual({
      reference: '요한복음 3:16',
      text: '하나님이 세상을 이처럼 사랑하사 독생자를 주셨으니 이는 저를 믿는 자마다 멸망치 않고 영생을 얻게 하려 하심이니라',
      edition: '성경전서 개역한글판',
    })
  })

  it.each(locales)('knows each id of the selection in %s', (locale) => {
    for (const id of verseIds) {
      expect(verseOf(id, locale)?.reference).toMatch(/^\S.* \d+:\d+([–-]\d+)?$/)
      expect(verseOf(id, locale)?.reference).not.toContain('undefined')
    }
  })

  it.each(['', 'Phil.4.5', 'phil.4.13', 'Phil 4:13', 'toString', '__proto__'])(
    'knows no verse "%s"',
    (id) => {
      for (const locale of locales) expect(verseOf(id, locale)).toBeUndefined()
    },
  )
})

describe('verseList', () => {
  it('has a line for each verse, with its emotions and themes', () => {
    const lines = verseList().split('\n')
    expect(lines.map((line) => line.split(':')[0])).toEqual(verseIds)
    expect(lines).toContain('Phil.4.6-7: anxious, worried, overwhelmed; prayer, peace')
  })

  it('is short, and has none of the texts', () => {
    expect(verseList().length).toBeLessThan(8_000)
    for (const id of verseIds) expect(verseList()).not.toContain(verseOf(id, 'en')?.text)
  })
})
