import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type BuildOptions, build, type OutputFile, type Plugin } from 'esbuild'
import { sdkShims } from './sdk-shims.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

const options = {
  bundle: true,
  minify: true,
  platform: 'node',
  target: 'node24',
  // An ES module reads every export of a Node.js module; for node:http that loads undici.
  format: 'cjs',
  // ES modules first: less than half the size of what `main` alone gives.
  mainFields: ['module', 'main'],
  // A script that is compiled separately has no loader for it.
  supported: { 'dynamic-import': false },
  legalComments: 'none',
  write: false,
  logLevel: 'warning',
} satisfies BuildOptions

/**
 * Bundles a handler as `bundle.cjs`. What our own code imports with `import()` is
 * not in it, but in a file beside it that is read when it is needed: a cold start
 * reads and hashes the whole bundle.
 *
 * @param entry the handler, an absolute path
 * @param folder where the files will be, an absolute path
 * @returns the bundle, then the files beside it
 */
export const bundleFiles = async (
  entry: string,
  folder: string,
): Promise<[OutputFile, ...OutputFile[]]> => {
  const apart = new Map<string, string>()
  const written = async (file: string, name: string, plugins: Plugin[]): Promise<OutputFile> => {
    const outfile = join(folder, name)
    const { outputFiles } = await build({ ...options, entryPoints: [file], outfile, plugins })
    return outputFiles[0] as OutputFile
  }
  const bundle = await written(entry, 'bundle.cjs', [onDemand(apart), sdkShims])
  return [bundle, ...(await Promise.all([...apart].map(([name, file]) => written(file, name, []))))]
}

/** Finds the imports of our own modules with `import()`, and leaves them to the entry's loader. */
const onDemand = (apart: Map<string, string>): Plugin => ({
  name: 'on-demand',
  setup({ onResolve }) {
    onResolve({ filter: /^\.\.?\// }, ({ kind, path, resolveDir }) => {
      if (kind !== 'dynamic-import' || resolveDir.includes('node_modules')) return undefined
      const file = join(resolveDir, path)
      const name = `${relative(root, file).replaceAll('/', '-').replace(/\.ts$/, '')}.cjs`
      apart.set(name, file)
      return { path: `./${name}`, external: true }
    })
  },
})
