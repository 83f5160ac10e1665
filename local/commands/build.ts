import { buildLambdas } from '../build/lambdas.ts'
import { buildLibrary } from '../build/library.ts'
import { zipLambda } from '../build/zip.ts'

buildLibrary()
for (const { name, bytes } of await buildLambdas()) {
  const zipped = await zipLambda(name)
  console.log(
    `dist/lambda/${name}.zip: ${Math.round(zipped / 1000)} kB, ${Math.round(bytes / 1000)} kB unpacked`,
  )
}
