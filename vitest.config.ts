import { configDefaults, defineConfig } from 'vitest/config'
import { google, withShimmedGlobals } from './scripts/build/sdk-shims.ts'

export default defineConfig({
  // The examples import the library by its name, as strangers do.
  resolve: { tsconfigPaths: true },
  test: {
    setupFiles: ['twin/testing/setup.ts', 'test/support/no-network.ts'],
    env: { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test', AWS_REGION: 'us-east-1' },
    testTimeout: 20_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'sources',
          include: [
            '{src,middlewares,handlers,examples,scripts,test,twin,client,bench}/**/*.test.ts',
          ],
          exclude: [...configDefaults.exclude, 'test/package/**'],
        },
      },
      {
        // The same with the transport that Google's SDK has in a built Lambda.
        extends: true,
        plugins: [
          {
            name: 'sdk-shims',
            transform: (code, id) => (google.test(id) ? withShimmedGlobals(code) : undefined),
          },
        ],
        test: {
          name: 'lean',
          include: ['src/models/gemini*.test.ts'],
          server: { deps: { inline: [google] } },
        },
      },
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
