import { execFileSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** Compiles the library to `dist/lib`: one module per source file, with types and source map. */
export const buildLibrary = (): void => {
  rmSync(join(root, 'dist/lib'), { recursive: true, force: true })
  for (const project of ['tsconfig.build.json', 'client/tsconfig.build.json']) {
    const tsc = join(root, 'node_modules/typescript/bin/tsc')
    execFileSync(process.execPath, [tsc, '--project', project], { cwd: root, stdio: 'inherit' })
  }
}
