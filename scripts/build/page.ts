import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

/** Bundles the local page's script to `dist/page/page.js`, and what it loads on demand to `chunks/`. */
export const buildPage = async (): Promise<void> => {
  const root = fileURLToPath(new URL('../..', import.meta.url))
  rmSync(join(root, 'dist/page'), { recursive: true, force: true })
  await build({
    absWorkingDir: root,
    entryPoints: { page: 'twin/page/main.tsx' },
    outdir: 'dist/page',
    splitting: true,
    chunkNames: 'chunks/[name]-[hash]',
    bundle: true,
    minify: true,
    jsx: 'automatic',
    define: { 'process.env.NODE_ENV': '"production"' },
    format: 'esm',
    target: 'es2024',
    logLevel: 'warning',
  })
}
