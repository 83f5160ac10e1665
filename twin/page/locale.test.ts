import { expect, it } from 'vitest'
import { localeOf } from './locale.ts'

it.each([
  [['ko-KR', 'ko', 'en-US'], 'ko'],
  [['fr-FR', 'KO-kr', 'en'], 'ko'],
  [['en-GB', 'ko'], 'en'],
  [['de', 'constructor'], 'en'],
  [['kok'], 'en'],
  [[], 'en'],
])('a browser in %j reads %s', (languages, locale) => {
  expect(localeOf(languages)).toBe(locale)
})
