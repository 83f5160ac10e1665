import { fileURLToPath } from 'node:url'
import { build, type Metafile } from 'esbuild'

/**
 * The project's modules that a source imports, directly or indirectly, and the imports of each of
 * them; types and unused exports do not count.
 *
 * @param source relative to the root
 */
export const moduleGraph = async (source: string): Promise<Metafile['inputs']> => {
  const { metafile } = await build({
    absWorkingDir: fileURLToPath(new URL('../..', import.meta.url)),
    entryPoints: [source],
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    outdir: 'dist',
    metafile: true,
    write: false,
  })
  return metafile.inputs
}
