import type { RateWindow } from '../../src/limits/rate-counter.ts'

/** The windows of `rateLimit`: a minute, a day, both or none. */
export const windowsOf = (
  perMinute: number | undefined,
  perDay: number | undefined,
): RateWindow[] =>
  [
    { requests: perMinute, seconds: 60 },
    { requests: perDay, seconds: 86_400 },
  ].flatMap(({ requests, seconds }) => (requests === undefined ? [] : [{ requests, seconds }]))
