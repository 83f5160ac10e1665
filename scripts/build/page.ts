import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

/** Bundles the local page's script to `dist/page/page.js`. */
export const buildPage = async (): Promise<void> => {
  await build({
    absWorkingDir: fileURLToPath(new URL('../..', import.meta.url)),
    entryPoints: ['twin/page/main.tsx'],
    outfile: 'dist/page/page.js',
    bundle: true,
    minify: true,
    jsx: 'automatic',
    define: { 'process.env.NODE_ENV': '"production"' },
    format: 'esm',
    target: 'es2024',
    logLevel: 'warning',
  })
}
