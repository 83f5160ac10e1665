import { makeCodeCache } from './build/code-cache.ts'
import { buildLambdas, removeCaches } from './build/lambdas.ts'
import { buildLibrary } from './build/library.ts'
import { zipLambda } from './build/zip.ts'

buildLibrary()
for (const lambda of await buildLambdas()) {
  await removeCaches(lambda.folder)
  makeCodeCache(lambda)
  const zipped = await zipLambda(lambda.name)
  console.log(
    `dist/lambda/${lambda.name}.zip: ${kb(zipped)} kB (bundle ${kb(lambda.bytes)} kB, and its V8 code cache)`,
  )
}

function kb(bytes: number): number {
  return Math.round(bytes / 1000)
}
