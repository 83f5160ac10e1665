import { afterEach, beforeEach, expect, vi } from 'vitest'

/** Fakes the time of each test of a file that an answer takes, and sees to it that no timer is left behind. */
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
