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
