import type { CountedWindow, RateCount, RateWindow } from './rate-counter.ts'

/**
 * `x-ratelimit-limit`, `-remaining` and `-window` (seconds) of the window that refused the request,
 * or else of the one that will refuse first; without `-remaining` where nothing could be counted.
 */
export const windowHeaders = (
  windows: readonly RateWindow[],
  { counted, refusedBy }: RateCount,
): Record<string, string> => {
  const [fewest] = counted.toSorted((one, other) => one.remaining - other.remaining)
  const [shortest] = windows.toSorted((one, other) => one.seconds - other.seconds)
  const shown: (RateWindow & Partial<CountedWindow>) | undefined = refusedBy ?? fewest ?? shortest
  return {
    'x-ratelimit-limit': String(shown?.requests),
    ...(shown?.remaining !== undefined && { 'x-ratelimit-remaining': String(shown.remaining) }),
    'x-ratelimit-window': String(shown?.seconds),
  }
}

/**
 * `ratelimit-policy` of all windows, and `ratelimit` of those that were counted.
 *
 * @see https://datatracker.ietf.org/doc/html/draft-ietf-httpapi-ratelimit-headers-10
 */
export const draftHeaders = (
  windows: readonly RateWindow[],
  { counted, refusedBy }: RateCount,
): Record<string, string> => {
  const states = refusedBy ? [...counted, refusedBy] : counted
  return {
    'ratelimit-policy': windows
      .map((window) => `${nameOf(window)};q=${window.requests};w=${window.seconds}`)
      .join(', '),
    ...(states.length > 0 && {
      ratelimit: states
        .map((state) => `${nameOf(state)};r=${state.remaining};t=${state.resetSeconds}`)
        .join(', '),
    }),
  }
}

function nameOf({ seconds }: RateWindow): string {
  return `"${seconds}s"`
}
