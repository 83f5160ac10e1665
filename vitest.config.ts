import { configDefaults, defineConfig } from 'vitest/config'
import { google, withLeanGlobals } from './local/build/lean-sdks.ts'

export default defineConfig({
  // The examples import the library by its name, as strangers do.
  resolve: { tsconfigPaths: true },
  test: {
    setupFiles: ['local/testing/setup.ts', 'local/testing/no-network.ts'],
    env: { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test', AWS_REGION: 'us-east-1' },
    testTimeout: 20_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'sources',
          include: ['{src,middlewares,handlers,examples,local,client,bench}/**/*.test.ts'],
          exclude: [...configDefaults.exclude, 'local/package/**'],
        },
      },
      {
        // The same with the transport that Google's SDK has in a built Lambda.
        extends: true,
        plugins: [
          {
            name: 'lean-globals',
            transform: (code, id) => (google.test(id) ? withLeanGlobals(code) : undefined),
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
          include: ['local/package/*.test.ts'],
          // Once for all of them: each packs what lies in dist/.
          globalSetup: 'local/package/build.ts',
        },
      },
    ],
  },
})
