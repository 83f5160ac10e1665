/**
 * When a chat was last used, as short as it can be told: the time of today, the day of this year, or
 * the whole date.
 *
 * @param time in ISO 8601
 */
export const chatDate = (time: string, locale: string, now: Date): string => {
  const date = new Date(time)
  const isThisYear = date.getFullYear() === now.getFullYear()
  if (date.toDateString() === now.toDateString()) {
    return date.toLocaleTimeString(locale, { hour: 'numeric', minute: '2-digit' })
  }
  return date.toLocaleDateString(locale, {
    month: 'short',
    day: 'numeric',
    ...(!isThisYear && { year: 'numeric' }),
  })
}
