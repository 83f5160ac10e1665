/**
 * Gives a secret. `refresh` says that the last value was refused, so that a newer
 * one may be fetched.
 */
export type ParameterSource = (options: { refresh: boolean }) => Promise<string>

export type ParameterSourceOptions = {
  /** How long a value is used, in ms. */
  maxAgeMs: number
  /**
   * The least time between two refreshes, in ms, so that a key that stays refused is not fetched
   * with every request. An expired value is used that long when a fetch fails.
   */
  refreshIntervalMs: number
  /** A clock in ms that runs on while the sandbox is frozen. @defaultValue Date.now */
  now?: () => number
}

/**
 * Caches what `fetch` returns for `maxAgeMs`. There is one fetch at a time, and an
 * expired value is used while no newer one can be fetched.
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
    // A request whose value was refused waits for a fetch that is under way.
    const due = refresh && (pending !== undefined || now() - refreshedAt >= refreshIntervalMs)
    if (value !== undefined && !stale && !due) return value
    if (due) refreshedAt = now()
    try {
      return await fetchOnce()
    } catch (error) {
      if (value === undefined) throw error
      // Otherwise every request would wait for a service that is down.
      staleAt = Math.max(staleAt, now() + refreshIntervalMs)
      return value
    }
  }
}
