import { afterAll, vi } from 'vitest'

// Files of one worker share its globals, so whatever a file fakes is undone when it ends.
afterAll(() => {
  vi.useRealTimers()
  vi.unstubAllEnvs()
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
})
