import { afterAll, vi } from 'vitest'

// Files of one worker share its globals: what a file has faked ends with it.
afterAll(() => {
  vi.useRealTimers()
  vi.unstubAllEnvs()
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
})
