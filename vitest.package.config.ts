import { defineConfig } from 'vitest/config'
import all from './vitest.config.ts'

/** The packed library as its users see it: exports, examples, sizes, and a page that Vite builds. */
export default defineConfig({
  ...all,
  test: {
    ...all.test,
    projects: [
      {
        extends: true,
        test: {
          name: 'package',
          include: ['test/package/*.test.ts'],
          // Once for all of them: each packs what lies in dist/.
          globalSetup: 'test/package/build.ts',
        },
      },
    ],
  },
})
