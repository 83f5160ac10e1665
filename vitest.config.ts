import { fileURLToPath } from 'node:url'
import { configDefaults, defineConfig } from 'vitest/config'
import { google, withShimmedGlobals } from './scripts/build/sdk-shims.ts'

const setupFiles = [
  'test/support/shared-worker.ts',
  'twin/testing/setup.ts',
  'test/support/no-network.ts',
]

const tests = (name: string): string[] => [
  `{contract,src,middlewares,handlers,examples,scripts,test,twin,client,bench}/**/${name}`,
]

/** One project after another: a worker ends when its next file is of another project. */
const inTurn = (groupOrder: number) => ({ sequence: { groupOrder } })

/** The tests that start no process. */
export const inProcess = {
  extends: true as const,
  test: {
    include: tests('*.test.ts'),
    exclude: [
      ...configDefaults.exclude,
      '**/*.process.test.ts',
      'test/package/**',
      'test/browser/**',
    ],
    setupFiles: [...setupFiles, 'test/support/no-processes.ts'],
  },
}

/** Those that talk to servers on this machine, over the real wire. */
const wire = '*.wire{,.property}.test.ts'
/** Those that need a worker of their own. The others share two: to start one for each file takes longer than its tests. */
const isolated = '*.isolated.test.ts'

export default defineConfig({
  // The examples import the library by its name, as strangers do.
  resolve: { tsconfigPaths: true },
  test: {
    setupFiles,
    env: {
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      AWS_REGION: 'us-east-1',
      // With it, the project's commands start in a third of the time.
      NODE_COMPILE_CACHE: fileURLToPath(new URL('node_modules/.cache/node', import.meta.url)),
    },
    // Of a hang, not of speed: on a new checkout nothing is built or cached, and all cores are busy.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 30_000, interval: 10 } },
    // What `jsonErrors` and `eventStream` log of crashes, which many tests cause on purpose.
    onConsoleLog: (line) => !line.includes('"message":"request failed"'),
    // By default one core is left idle: of two, half.
    maxWorkers: '100%',
    projects: [
      {
        ...inProcess,
        test: {
          ...inProcess.test,
          name: 'unit',
          exclude: [...inProcess.test.exclude, ...[wire, isolated].map((name) => `**/${name}`)],
          setupFiles: [...inProcess.test.setupFiles, 'test/support/no-servers.ts'],
          isolate: false,
          ...inTurn(0),
        },
      },
      {
        ...inProcess,
        test: {
          ...inProcess.test,
          name: 'wire',
          include: tests(wire),
          isolate: false,
          ...inTurn(1),
        },
      },
      {
        ...inProcess,
        test: { ...inProcess.test, name: 'isolated', include: tests(isolated), ...inTurn(3) },
      },
      {
        extends: true,
        test: {
          name: 'process',
          include: tests('*.process.test.ts'),
          isolate: false,
          ...inTurn(3),
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
          name: 'sdk-shims',
          include: ['src/models/gemini*.wire{,.property}.test.ts'],
          isolate: false,
          ...inTurn(2),
          server: { deps: { inline: [google] } },
        },
      },
    ],
  },
})
