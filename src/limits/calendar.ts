/** A window of a budget: a calendar day or month. */
export type Period = 'day' | 'month'

/** Days and months as clocks in one time zone show them; times are in ms since 1970. */
export type Calendar = {
  /** The date, `YYYY-MM-DD`. */
  dateOf(time: number): string
  /** When the day or the month of this time ends. */
  endOf(period: Period, time: number): number
}

const minuteMs = 60_000
/** No day or month is longer, also when the clock is put back. */
const longestMinutes = { day: 26 * 60, month: 32 * 24 * 60 }
/** How much of a date is the name of its day or month. */
const nameLength = { day: 10, month: 7 }

/**
 * @param timeZone of the IANA database, or an offset such as `+09:00`
 * @throws RangeError for a time zone that this runtime does not know
 */
export const calendar = (timeZone: string): Calendar => {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  })

  const dateOf = (time: number) => {
    // `MM/DD/YYYY`
    const [month, day, year] = format.format(time).split('/')
    return `${year}-${month}-${day}`
  }

  // A search, since a day may have 23 or 25 hours, and does not everywhere begin at 00:00. Clocks
  // are put forward and back, and midnight comes, at a whole minute.
  const endOf = (period: Period, time: number) => {
    const nameOf = (at: number) => dateOf(at).slice(0, nameLength[period])
    const name = nameOf(time)
    let within = Math.floor(time / minuteMs)
    let after = within + longestMinutes[period]
    while (after - within > 1) {
      const middle = Math.floor((within + after) / 2)
      if (nameOf(middle * minuteMs) === name) within = middle
      else after = middle
    }
    return after * minuteMs
  }

  return { dateOf, endOf }
}
