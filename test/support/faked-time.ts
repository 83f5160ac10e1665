import { setImmediate as turn } from 'node:timers/promises'
import { afterEach, beforeEach, expect, vi } from 'vitest'

/** Fakes the time in each test of a file about answers, and checks that no timer is left behind. */
export const fakeTime = (): void => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date', 'performance'] })
  })
  afterEach(async () => {
    // What has just ended may still have to clear its timer.
    await turn()
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
  const toFake = ['setTimeout', 'clearTimeout', 'performance'] as const
  vi.useFakeTimers({ toFake: [...toFake], shouldAdvanceTime: true })
}

/** Turns of the event loop without a timer, after which nothing more is to be expected. */
const mostTurns = 1_000

/**
 * Waits while the clock runs on, and no further than it must: a timer that is left behind is still
 * there for `fakeTime` to find.
 */
export const settle = async <T>(promise: Promise<T>): Promise<T> => {
  let pending = true
  const end = () => {
    pending = false
  }
  promise.then(end, end)
  for (let turns = 0; pending; ) {
    await turn()
    if (!pending) break
    turns = vi.getTimerCount() === 0 ? turns + 1 : 0
    if (turns > mostTurns) throw new Error('Waits for something without a timer')
    await vi.advanceTimersToNextTimerAsync()
  }
  return promise
}
