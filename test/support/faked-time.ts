import { afterEach, beforeEach, expect, vi } from 'vitest'

/** Fakes the time in each test of a file about answers, and checks that no timer is left behind. */
export const fakeTime = (): void => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date', 'performance'] })
  })
  afterEach(() => {
    const left = vi.getTimerCount()
    vi.useRealTimers()
    expect(left, 'timers left behind').toBe(0)
  })
}

/**
 * From now on time passes only while this process runs, so that the limits of a request are not used
 * up by whatever else a busy machine does. `vi.useRealTimers()` ends it.
 */
export const ownTime = (): void => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'], shouldAdvanceTime: true })
}
