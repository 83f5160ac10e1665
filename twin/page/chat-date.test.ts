import { describe, expect, it } from 'vitest'
import { chatDate } from './chat-date.ts'

const now = new Date(2026, 10, 30, 20, 15)
const at = (...parts: [year: number, month: number, day: number, hour?: number]) =>
  new Date(...parts).toISOString()

describe('the date of a chat', () => {
  it.each([
    ['en', at(2026, 10, 30, 9), '9:00 AM'],
    ['ko', at(2026, 10, 30, 9), '오전 9:00'],
    ['en', at(2026, 10, 29, 23), 'Nov 29'],
    ['ko', at(2026, 0, 2), '1월 2일'],
    ['en', at(2025, 10, 30, 20), 'Nov 30, 2025'],
    ['ko', at(2025, 10, 30), '2025년 11월 30일'],
  ])('in %s is as short as it can be: %s', (locale, time, shown) => {
    expect(chatDate(time, locale, now).replaceAll('\u202f', ' ')).toBe(shown)
  })
})
