import { defineConfig } from 'vitest/config'

/**
 * Uses the local page as people would, in headless Chromium: `CHROMIUM` or `/usr/bin/chromium`.
 * Pictures of the page go to the folder `SCREENSHOTS`, if it is set.
 */
export default defineConfig({
  test: {
    include: ['test/browser/*.test.ts'],
    setupFiles: ['test/support/no-network.ts'],
    globalSetup: 'test/browser/global-setup.ts',
    // One file at a time: how fast the page answers a key is measured.
    fileParallelism: false,
    // Each wait within a test has a limit of its own.
    testTimeout: 300_000,
    expect: { poll: { timeout: 30_000 } },
    // Shows the annotations: what was measured.
    reporters: 'verbose',
  },
})
