import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { calendar } from './calendar.ts'

const iso = (time: number) => new Date(time).toISOString().replace('.000Z', 'Z')

describe('a calendar', () => {
  it.each([
    ['UTC', '2026-11-30T23:59:59.999Z', '2026-11-30', '2026-12-01T00:00:00Z'],
    ['UTC', '2026-12-01T00:00:00.000Z', '2026-12-01', '2026-12-02T00:00:00Z'],
    ['Asia/Seoul', '2026-11-29T14:59:59.999Z', '2026-11-29', '2026-11-29T15:00:00Z'],
    ['Asia/Seoul', '2026-11-29T15:00:00.000Z', '2026-11-30', '2026-11-30T15:00:00Z'],
    ['+09:00', '2026-11-29T15:00:00.000Z', '2026-11-30', '2026-11-30T15:00:00Z'],
    // A day of 23 hours, and one of 25.
    ['Europe/Berlin', '2026-03-28T23:00:00.000Z', '2026-03-29', '2026-03-29T22:00:00Z'],
    ['Europe/Berlin', '2026-10-24T22:00:00.000Z', '2026-10-25', '2026-10-25T23:00:00Z'],
    // The clock is put forward at midnight: the next day begins at 01:00.
    ['Africa/Cairo', '2026-04-23T12:00:00.000Z', '2026-04-23', '2026-04-23T22:00:00Z'],
    // Half an hour, and an offset of three quarters.
    ['Australia/Lord_Howe', '2026-04-04T20:00:00.000Z', '2026-04-05', '2026-04-05T13:30:00Z'],
    ['Asia/Kathmandu', '2026-02-28T18:14:59.999Z', '2026-02-28', '2026-02-28T18:15:00Z'],
  ])('of %s has at %s the day %s, which ends at %s', (timeZone, at, date, end) => {
    const { dateOf, endOf } = calendar(timeZone)
    const time = Date.parse(at)
    expect(dateOf(time)).toBe(date)
    expect(iso(endOf('day', time))).toBe(end)
  })

  it.each([
    ['UTC', '2026-12-31T23:59:59.999Z', '2027-01-01T00:00:00Z'],
    ['UTC', '2028-02-01T00:00:00.000Z', '2028-03-01T00:00:00Z'],
    ['Asia/Seoul', '2026-11-30T15:00:00.000Z', '2026-12-31T15:00:00Z'],
    ['America/New_York', '2026-11-01T04:00:00.000Z', '2026-12-01T05:00:00Z'],
  ])('of %s has at %s a month that ends at %s', (timeZone, at, end) => {
    expect(iso(calendar(timeZone).endOf('month', Date.parse(at)))).toBe(end)
  })

  it('ends a day and a month where the date changes, in every zone and at any time', () => {
    const zones = ['UTC', 'Asia/Seoul', 'America/Havana', 'Pacific/Apia', 'Africa/Cairo', '-03:30']
    const calendars = zones.map(calendar)
    const times = fc.integer({ min: Date.UTC(2024, 0), max: Date.UTC(2032, 0) })
    fc.assert(
      fc.property(fc.constantFrom(...calendars), times, ({ dateOf, endOf }, time) => {
        for (const [period, length] of [
          ['day', 10],
          ['month', 7],
        ] as const) {
          const end = endOf(period, time)
          const name = dateOf(time).slice(0, length)
          expect(end).toBeGreaterThan(time)
          expect(dateOf(end - 1).slice(0, length)).toBe(name)
          expect(dateOf(end).slice(0, length)).not.toBe(name)
        }
      }),
      { numRuns: 50 },
    )
  })
})
