import { glob, mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build, type OutputFile } from 'esbuild'

const root = fileURLToPath(new URL('../..', import.meta.url))

export type BuiltLambda = { name: string; bytes: number }

/**
 * Bundles each handler to `dist/lambda/NAME/index.mjs`, with everything that
 * it needs inside, the AWS SDK as well: Lambda's own copy is another version
 * and slower to load.
 */
export const buildLambdas = async (): Promise<BuiltLambda[]> => {
  const handlers = await Array.fromAsync(glob('handlers/*.ts', { cwd: root }))
  const names = handlers
    .filter((file) => !file.endsWith('.test.ts'))
    .map((file) => basename(file, '.ts'))
  return Promise.all(names.map(bundle))
}

async function bundle(name: string): Promise<BuiltLambda> {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: [`handlers/${name}.ts`],
    outfile: `dist/lambda/${name}/index.mjs`,
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    // ES modules first: less than half the size of what `main` alone brings.
    mainFields: ['module', 'main'],
    // CommonJS dependencies call require for Node's own modules.
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
    legalComments: 'none',
    write: false,
    logLevel: 'warning',
  })
  await Promise.all(outputFiles.map(replace))
  return { name, bytes: outputFiles.reduce((sum, { contents }) => sum + contents.length, 0) }
}

/** Whoever runs the old file meanwhile reads it whole, and an unchanged one stays as it is. */
async function replace({ path, contents }: OutputFile): Promise<void> {
  const old = await readFile(path).catch(() => undefined)
  if (old?.equals(contents)) return
  await mkdir(dirname(path), { recursive: true })
  const fresh = `${path}.${process.pid}`
  await writeFile(fresh, contents)
  await rename(fresh, path)
}
