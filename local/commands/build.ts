import { execFileSync } from 'node:child_process'
import { rm } from 'node:fs/promises'
import { buildLambdas } from '../build/lambdas.ts'

// The library: one module a source file, with its types.
await rm('dist/lib', { recursive: true, force: true })
execFileSync('tsc', ['--project', 'tsconfig.build.json'], { stdio: 'inherit' })

for (const { name, bytes } of await buildLambdas()) {
  console.log(`dist/lambda/${name}: ${Math.round(bytes / 1000)} kB`)
}
