import { defineConfig } from 'vitest/config'

/** Checks on data that nobody of the project wrote; `OUTSIDE_DATA` is the folder it lies in. */
export default defineConfig({
  test: {
    include: ['test/outside/*.check.ts'],
    setupFiles: ['twin/testing/setup.ts', 'test/support/no-network.ts'],
    testTimeout: 20_000,
  },
})
