import { expect, it } from 'vitest'
import { bareUrlEnd } from './bare-url.ts'

it.each([
  ['https://example.com/a', ''],
  ['https://example.com/a를', '를'],
  ['https://example.com/a에서는', '에서는'],
  ['https://example.com에서', '에서'],
  ['www.example.com은', '은'],
  ['http://localhost:3000/에', '에'],
  ['https://example.com/を見て', ''],
  ['https://example.com/。', '。'],
  ['https://example.com/)를', ')를'],
  ['https://example.com/a_(b)를', '를'],
  ['https://example.com/a.”라고', '.”라고'],
  ['https://en.wikipedia.org/wiki/Heap_(data)', ''],
  ['https://ko.wikipedia.org/wiki/해시_테이블', ''],
])('of %s, %j is no part of it', (text, rest) => {
  expect(text.slice(bareUrlEnd(text))).toBe(rest)
})
