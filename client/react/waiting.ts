import type { ChatFailure } from '../core/chat-events.ts'
import type { ChatbotTexts } from './texts.ts'

/** From here on, a wait is told in minutes. */
const manySeconds = 100
/** From here on, a wait is told by the time of its end. */
const manyMinutes = 60

/** How long to wait before the next try, in seconds, if the server states it. An error frame has no headers. */
export const waitOf = (
  { retryAfterSeconds, resetsAt }: ChatFailure,
  now = Date.now(),
): number | undefined => {
  if (retryAfterSeconds !== undefined) return retryAfterSeconds
  const end = Date.parse(resetsAt ?? '')
  return Number.isNaN(end) ? undefined : Math.max(0, Math.ceil((end - now) / 1_000))
}

/** Says when to try again. @param seconds of the wait that are left, if the server states one */
export const whenAgain = (
  seconds: number | undefined,
  texts: ChatbotTexts,
  now = Date.now(),
): string => {
  if (seconds === undefined) return texts.tryAgain
  if (seconds === 0) return texts.tryAgainNow
  if (seconds < manySeconds) return texts.tryAgainIn.replace('{seconds}', String(seconds))
  const minutes = Math.ceil(seconds / 60)
  if (minutes < manyMinutes) return texts.tryAgainInMinutes.replace('{minutes}', String(minutes))
  const time = timeOf(new Date(now + seconds * 1_000), new Date(now), texts.locale)
  return texts.tryAgainAfter.replace('{time}', time)
}

/** The time of day, with the date unless it is today. */
function timeOf(end: Date, now: Date, locale: string): string {
  const isToday = end.toDateString() === now.toDateString()
  const date = isToday ? {} : ({ month: 'long', day: 'numeric' } as const)
  return end.toLocaleString(locale, { ...date, hour: 'numeric', minute: '2-digit' })
}
