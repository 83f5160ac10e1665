import { describe, expect, it } from 'vitest'
import { localeOf } from './locale.ts'

describe('localeOf', () => {
  it.each<[string | undefined, string, string]>([
    ['ko', '', 'ko'],
    ['ko-KR', 'en', 'ko'],
    ['en-GB', 'ko', 'en'],
    [undefined, 'ko-KR,ko;q=0.9,en;q=0.8', 'ko'],
    [undefined, 'fr,en;q=0.5,ko;q=0.6', 'ko'],
    ['fr', 'ko', 'ko'],
    ['fr', 'de', 'en'],
    [undefined, '', 'en'],
    [undefined, '*', 'en'],
    ['not a tag', 'ko', 'ko'],
  ])('of locale %s and accept-language "%s" is %s', (requested, accepted, locale) => {
    expect(localeOf(requested, accepted)).toBe(locale)
  })
})
