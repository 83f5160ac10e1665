/**
 * Gives a secret. `refresh` says that the last one was refused, so that a newer
 * one is fetched if there may be one.
 */
export type ParameterSource = (options: { refresh: boolean }) => Promise<string>

export type ParameterSourceOptions = {
  /** How long a value is good, in ms. */
  maxAgeMs: number
  /**
   * Between two refreshes at least, in ms: a key that is refused again and again is not fetched
   * again and again. As long a value beyond its age is used when no newer one could be had.
   */
  refreshIntervalMs: number
  /** Milliseconds of a clock that goes on while the sandbox is frozen. @defaultValue Date.now */
  now?: () => number
}

/**
 * Keeps what `fetch` brings: for `maxAgeMs`, with one fetch at a time, and
 * beyond its age when no newer value can be had.
 *
 * @throws whatever `fetch` throws while there is no value at all
 */
export const parameterSource = (
  fetch: () => Promise<string>,
  { maxAgeMs, refreshIntervalMs, now = Date.now }: ParameterSourceOptions,
): ParameterSource => {
  let value: string | undefined
  let staleAt = Number.NEGATIVE_INFINITY
  let refreshedAt = Number.NEGATIVE_INFINITY
  let pending: Promise<string> | undefined

  const fetchOnce = () => {
    pending ??= fetch()
      .then((fetched) => {
        value = fetched
        staleAt = now() + maxAgeMs
        return fetched
      })
      .finally(() => {
        pending = undefined
      })
    return pending
  }

  return async ({ refresh }) => {
    const stale = now() >= staleAt
    // Whoever is refused while the newer value is on its way waits for it.
    const due = refresh && (pending !== undefined || now() - refreshedAt >= refreshIntervalMs)
    if (value !== undefined && !stale && !due) return value
    if (due) refreshedAt = now()
    try {
      return await fetchOnce()
    } catch (error) {
      if (value === undefined) throw error
      // Else every request would wait for a service that is down.
      staleAt = Math.max(staleAt, now() + refreshIntervalMs)
      return value
    }
  }
}
