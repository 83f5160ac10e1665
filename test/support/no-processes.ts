import childProcess from 'node:child_process'
import { syncBuiltinESMExports } from 'node:module'
import { oncePerWorker } from './once-per-worker.ts'

// Unit tests start no processes, which are slow: only `*.process.test.ts` do.
const starters = [
  'exec',
  'execFile',
  'execFileSync',
  'execSync',
  'fork',
  'spawn',
  'spawnSync',
] as const

oncePerWorker('no-processes', () => {
  for (const name of starters) {
    const start = childProcess[name] as (command: string, ...rest: unknown[]) => unknown
    const allow = (command: string, ...rest: unknown[]): unknown => {
      // esbuild's own service, which all builds of a worker share.
      if (/[\\/]esbuild(\.exe)?$/.test(command))
        return Reflect.apply(start, childProcess, [command, ...rest])
      throw new Error(`Tests that start processes are in *.process.test.ts: ${name} of ${command}`)
    }
    Object.assign(childProcess, { [name]: allow })
  }
  syncBuiltinESMExports()
})
