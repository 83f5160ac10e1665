import { vi } from 'vitest'

/**
 * Waits until a check passes. Its limit is one of a hang: on a busy machine the one second of
 * `vi.waitFor` is not enough.
 */
export const eventually = <T>(check: () => T | Promise<T>): Promise<T> =>
  vi.waitFor(check, { timeout: 30_000, interval: 10 })
