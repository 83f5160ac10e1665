import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

/** Bundles the local page's script to `dist/page/page.js`. */
export const buildPage = async (): Promise<void> => {
  await build({
    absWorkingDir: fileURLToPath(new URL('../..', import.meta.url)),
    entryPoints: ['local/page/page.ts'],
    outfile: 'dist/page/page.js',
    bundle: true,
    format: 'esm',
    target: 'es2024',
    logLevel: 'warning',
  })
}
