import { defineConfig } from 'vitest/config'

/** The properties alone, one after the other, each for `SOAK_MINUTES`: ten in all by default. */
export default defineConfig({
  test: {
    include: ['{src,middlewares,client}/**/*.property.test.ts'],
    setupFiles: ['twin/testing/setup.ts', 'test/support/no-network.ts'],
    env: { SOAK_MINUTES: process.env.SOAK_MINUTES ?? '1.7' },
    fileParallelism: false,
    testTimeout: 24 * 60 * 60_000,
    disableConsoleIntercept: true,
  },
})
