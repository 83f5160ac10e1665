import { glob, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { OutputFile } from 'esbuild'
import { functions, type OwnFunction } from '../functions.ts'
import { bundleFiles } from './bundle.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** `folder` is an absolute path, `bytes` the size of the bundle. */
export type BuiltLambda = { name: string; folder: string; bytes: number }

/**
 * Bundles each function to `dist/lambda/NAME`: `bundle.cjs` with all its
 * dependencies, files for what it loads on demand, and the `index.mjs` that Lambda starts. The AWS SDK is bundled
 * too: Lambda's own copy has another version and loads more slowly.
 */
export const buildLambdas = (): Promise<BuiltLambda[]> => Promise.all(functions.map(bundle))

async function bundle({ functionName: name, exports }: OwnFunction): Promise<BuiltLambda> {
  const folder = join(root, 'dist/lambda', name)
  const outputFiles = await bundleFiles(join(root, 'handlers', `${name}.ts`), folder)
  const changed = await Promise.all(outputFiles.map(replace))
  if (changed.includes(true)) await removeCaches(folder)
  await removeOldFiles(folder, outputFiles)
  const entry = await readFile(join(root, 'scripts/build/entry.mjs'), 'utf8')
  const handedOn = `export const { ${exports.join(', ')} } = module.exports\n`
  await replace({ path: join(folder, 'index.mjs'), contents: Buffer.from(entry + handedOn) })
  return { name, folder, bytes: outputFiles[0].contents.length }
}

/** A process that still reads the old file reads all of it; an unchanged file is left alone. */
async function replace({
  path,
  contents,
}: Pick<OutputFile, 'path' | 'contents'>): Promise<boolean> {
  const old = await readFile(path).catch(() => undefined)
  if (old?.equals(contents)) return false
  await mkdir(dirname(path), { recursive: true })
  const fresh = `${path}.${process.pid}`
  await writeFile(fresh, contents)
  await rename(fresh, path)
  return true
}

/** Removes what an earlier build put beside the bundle: all of the folder is deployed. */
async function removeOldFiles(folder: string, built: readonly OutputFile[]): Promise<void> {
  const files = await Array.fromAsync(glob('*.cjs', { cwd: folder }))
  const old = files
    .map((file) => join(folder, file))
    .filter((path) => built.every((each) => each.path !== path))
  await Promise.all(old.map((path) => rm(path, { force: true })))
}

/** Removes code that V8 made for another bundle or in another Node.js. */
export const removeCaches = async (folder: string): Promise<void> => {
  const caches = await Array.fromAsync(glob('*.cache', { cwd: folder }))
  await Promise.all(caches.map((file) => rm(join(folder, file), { force: true })))
}
