import { afterAll, expect, vi } from 'vitest'

const names = [
  ...(['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'setImmediate'] as const),
  ...(['Date', 'performance', 'fetch', 'crypto'] as const),
]
const globals = (): unknown[] => [...names.map((name) => globalThis[name]), performance.now]

// The files of a worker share its globals, so each leaves them as it found them.
const found = globals()
afterAll(() => {
  vi.restoreAllMocks()
  vi.useRealTimers()
  vi.unstubAllGlobals()
  vi.unstubAllEnvs()
  // E.g. a spy on a faked timer: restored after `vi.useRealTimers`, it brings the faked one back.
  const changed = globals().filter((value, at) => value !== found[at])
  expect(changed, 'globals that the file has changed').toEqual([])
})
