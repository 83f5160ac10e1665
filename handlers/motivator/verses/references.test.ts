import { describe, expect, it } from 'vitest'
import { english, korean } from './reference-cases.ts'
import { askedReferences } from './references.ts'

const casesOf = (table: string) =>
  table
    .trim()
    .split('\n')
    .map((line) => line.split(' = ') as [written: string, id: string])

const expected = (written: string, id: string) => (id === '-' ? { written } : { written, id })

describe.each([
  ['English', casesOf(english), (written: string) => `Please show me ${written}, I love it.`],
  ['Korean', casesOf(korean), (written: string) => `오늘은 ${written}을 읽고 싶어요.`],
])('an %s reference', (_, cases, sentence) => {
  it('has at least 100 cases, all different', () => {
    expect(new Set(cases.map(([written]) => written)).size).toBe(cases.length)
    expect(cases.length).toBeGreaterThanOrEqual(100)
  })

  it.each(cases)('%s is %s', async (written, id) => {
    expect(await askedReferences(written)).toEqual([expected(written, id)])
  })

  it.each(cases)('%s is found in a sentence', async (written, id) => {
    expect(await askedReferences(sentence(written))).toEqual([expected(written, id)])
  })
})

describe('several references', () => {
  it.each<[string, [string, string?][]]>([
    [
      'Phil 4:13 and John 3:99; Rom 8:28',
      [['Phil 4:13', 'Phil.4.13'], ['John 3:99'], ['Rom 8:28', 'Rom.8.28']],
    ],
    [
      'Matthew 5:4, 9',
      [
        ['Matthew 5:4', 'Matt.5.4'],
        ['Matthew 5:4, 9', 'Matt.5.9'],
      ],
    ],
    [
      '시편 23편 1절과 로마서 8장 28절',
      [
        ['시편 23편 1절', 'Ps.23.1'],
        ['로마서 8장 28절', 'Rom.8.28'],
      ],
    ],
    [
      'John 3:16 말고 요한복음 14:27',
      [
        ['John 3:16', 'John.3.16'],
        ['요한복음 14:27', 'John.14.27'],
      ],
    ],
  ])('of "%s" come in their order', async (message, references) => {
    expect(await askedReferences(message)).toEqual(
      references.map(([written, id]) => expected(written, id ?? '-')),
    )
  })

  it('are at most ten', async () => {
    expect(await askedReferences('John 3:16, '.repeat(300))).toHaveLength(10)
  })
})

it('recognizes decomposed Hangul', async () => {
  expect(await askedReferences('요한복음 3장 16절'.normalize('NFD'))).toEqual([
    { written: '요한복음 3장 16절', id: 'John.3.16' },
  ])
})

it.each([
  '',
  'I am anxious',
  '요즘 너무 힘들어요',
  'I am 3 of 4',
  'I am 25 and have 2 jobs',
  'Is 5 enough?',
  'Is 5:30 ok for you?',
  'I am 10:30, he is 9:15',
  'job 3 of the day',
  'I got mark 10 in maths',
  'My son Daniel is 10, and John 3 years old',
  'Act 2, then song 3',
  'meet me at 10:30 in room 4',
  'we won 3:2, version 4.13',
  'Psalm',
  'a verse from Romans',
  '오늘 막 9:30에 도착했어',
  '나 3:15까지 가야 해',
  '약 10:30쯤 출발해',
  '오전 9:30에 시험이 있어요',
  '저녁 7:30 모임',
  '3:2로 이겼어요',
  '책 3장 4절을 읽었어',
  '6장 33절',
])('finds no reference in "%s"', async (message) => {
  expect(await askedReferences(message)).toEqual([])
})
