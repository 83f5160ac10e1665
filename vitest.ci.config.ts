import { defineConfig } from 'vitest/config'

/** Checks that may fail though nothing was changed, e.g. on a date; so `npm test` leaves them out. */
export default defineConfig({
  test: {
    include: ['test/documentation/*.check.ts'],
    setupFiles: ['test/support/no-network.ts'],
    // Shows the annotations.
    reporters: 'verbose',
  },
})
