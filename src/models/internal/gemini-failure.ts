import { GoogleGenerativeAIError, GoogleGenerativeAIFetchError } from '@google/generative-ai'
import type { HttpError } from '../../errors/http-error.ts'
import { modelQuotaExceeded } from '../../errors/model-errors.ts'
import { modelError, modelIncomplete, promptTooLong } from '../provider.ts'

export const pkg = 'middy-chat/models/gemini'

/** Google's error, from the body of a response or from a stream. */
export type GoogleError = { code?: number; message?: string; details?: unknown }

type Detail = {
  reason?: string
  retryDelay?: string
  violations?: { quotaId?: string }[]
}

/** Google answers 400 to a wrong key, and 401 or 403 to a missing or restricted one. */
export const refusesKey = (error: unknown): boolean => {
  if (!(error instanceof GoogleGenerativeAIFetchError)) return false
  const invalid = detailsOf(error.errorDetails).some(({ reason }) => reason === 'API_KEY_INVALID')
  return invalid || error.status === 401 || error.status === 403
}

/** The SDK's messages are read only here, since they repeat the key. */
export const geminiFailure = (error: unknown, opened: boolean): unknown => {
  // A malformed or broken chunk ends the answer as an incomplete one.
  if (opened) return modelIncomplete(pkg, 'broken stream')
  if (error instanceof GoogleGenerativeAIFetchError) {
    const { status: code, message, errorDetails: details } = error
    return googleFailure({ message, details, ...(code !== undefined && { code }) })
  }
  return error instanceof GoogleGenerativeAIError ? modelError({ package: pkg }) : error
}

/** @see https://ai.google.dev/gemini-api/docs/troubleshooting */
export const googleFailure = ({ code = 500, message = '', details }: GoogleError): HttpError => {
  const stated = detailsOf(details)
  if (code === 429 && stated.some(isForTheDay)) return modelQuotaExceeded(pkg, quotaReset())
  if ((code === 400 || code === 413) && tooLong.test(message)) return promptTooLong(pkg, code)
  const delay =
    secondsOf(stated.find(({ retryDelay }) => retryDelay)?.retryDelay) ??
    secondsOf(/\bretry in ([\d.hms]+)/i.exec(message)?.[1])
  return modelError({
    package: pkg,
    status: code,
    ...(delay !== undefined && { retryAfterSeconds: Math.ceil(delay) }),
  })
}

const tooLong = /\btoken count\b[^.]*\bexceeds\b|\bpayload size exceeds\b/i

function detailsOf(details: unknown): Detail[] {
  return Array.isArray(details) ? details.filter((each) => each !== null) : []
}

/** A daily quota. RetryInfo then still asks for a delay of mere seconds. */
function isForTheDay({ violations = [] }: Detail): boolean {
  return violations.some(({ quotaId = '' }) => /PerDay/.test(quotaId))
}

/** Google writes `26.660853464s` in RetryInfo, and `1m2.5s` or `560.5ms` in its messages. */
function secondsOf(duration = ''): number | undefined {
  const parts = [...duration.matchAll(/(\d+(?:\.\d+)?)(h|ms|m|s)/g)]
  if (parts.length === 0) return undefined
  return parts.reduce((sum, [, value, unit = '']) => sum + Number(value) * (units[unit] ?? 0), 0)
}

const units: Record<string, number> = { h: 3_600, m: 60, s: 1, ms: 0.001 }

/**
 * The next midnight in Pacific time, when daily quotas reset.
 *
 * @see https://ai.google.dev/gemini-api/docs/rate-limits
 */
function quotaReset(): Date {
  const hourMs = 3_600_000
  const now = Date.now()
  const [hour, minute, second] = clockIn('America/Los_Angeles', now)
  const untilMidnight = ((23 - hour) * 60 + (59 - minute)) * 60 + (60 - second)
  const guess = now - (now % 1_000) + untilMidnight * 1_000
  // On the two days of a clock change, midnight is an hour earlier or later.
  const [off] = clockIn('America/Los_Angeles', guess)
  return new Date(off === 23 ? guess + hourMs : guess - off * hourMs)
}

function clockIn(timeZone: string, at: number): [number, number, number] {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    timeStyle: 'medium',
    hourCycle: 'h23',
  })
  const [hour = 0, minute = 0, second = 0] = format.format(at).split(':').map(Number)
  return [hour, minute, second]
}
