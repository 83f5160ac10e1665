import { defineConfig } from 'vitest/config'

/** Checks on data that nobody of the project wrote; `OUTSIDE_DATA` is the folder it lies in. */
export default defineConfig({
  test: {
    include: ['local/outside/*.check.ts'],
    setupFiles: ['local/testing/setup.ts', 'local/testing/no-network.ts'],
    testTimeout: 20_000,
  },
})
