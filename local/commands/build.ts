import { execFileSync } from 'node:child_process'
import { rm } from 'node:fs/promises'
import { buildLambdas } from '../build/lambdas.ts'
import { zipLambda } from '../build/zip.ts'

// The library: one module a source file, with its types.
await rm('dist/lib', { recursive: true, force: true })
for (const project of ['tsconfig.build.json', 'client/tsconfig.build.json']) {
  execFileSync('tsc', ['--project', project], { stdio: 'inherit' })
}

for (const { name, bytes } of await buildLambdas()) {
  const zipped = await zipLambda(name)
  console.log(
    `dist/lambda/${name}.zip: ${Math.round(zipped / 1000)} kB, ${Math.round(bytes / 1000)} kB unpacked`,
  )
}
