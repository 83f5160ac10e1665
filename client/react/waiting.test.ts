import { describe, expect, it } from 'vitest'
import { chatbotTexts } from './texts.ts'
import { waitOf, whenAgain } from './waiting.ts'

const { en, ko } = chatbotTexts
/** In the zone of the reader, as the times that are shown. */
const now = new Date(2026, 10, 30, 8, 0).getTime()
const until = (...time: [number, number, number, number, number]) =>
  (new Date(...time).getTime() - now) / 1_000

describe('the wait before the next try', () => {
  const failure = { code: 'budget_exceeded', message: '', retryable: true }
  const resetsAt = new Date(now + 90_500).toISOString()

  it.each([
    ['is that of the header', { ...failure, retryAfterSeconds: 7, resetsAt }, 7],
    ['ends when the limit resets', { ...failure, resetsAt }, 91],
    ['is over when the limit has reset', { ...failure, resetsAt: '2026-01-01T00:00:00.000Z' }, 0],
    ['is unknown without either', failure, undefined],
    ['is unknown with what is no time', { ...failure, resetsAt: 'soon' }, undefined],
  ])('%s', (_, given, seconds) => {
    expect(waitOf(given, now)).toBe(seconds)
  })
})

describe('when to try again', () => {
  it.each([
    ['of an unknown wait', undefined, en.tryAgain],
    ['of no wait', 0, en.tryAgainNow],
    ['in seconds', 99, 'Try again in 99 s.'],
    ['in minutes', 100, 'Try again in 2 min.'],
    ['in minutes, below an hour', 3_540, 'Try again in 59 min.'],
    ['by the time of day', until(2026, 10, 30, 9, 0), 'Try again after 9:00 AM.'],
    ['by the day', until(2026, 11, 1, 0, 0), 'Try again after December 1 at 12:00 AM.'],
  ])('is told %s', (_, seconds, text) => {
    // Some versions of Node.js have a narrow space before AM.
    expect(whenAgain(seconds, en, now).replaceAll('\u202f', ' ')).toBe(text)
  })

  it('is told in the language of the texts', () => {
    const text = whenAgain(until(2026, 11, 1, 0, 0), ko, now)
    expect(text).toBe('12월 1일 오전 12:00 이후에 다시 시도해 주세요.')
  })
})
