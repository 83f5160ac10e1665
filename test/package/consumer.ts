import { execFile, execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const root = fileURLToPath(new URL('../..', import.meta.url))

export type Manifest = {
  bin: Record<'middy-chat', string>
  dependencies: Record<string, string>
  peerDependencies: Record<string, string>
  peerDependenciesMeta: Record<string, { optional: boolean }>
}

export const manifest: Manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))

/** A consumer's project: a folder with the packed library, and what is linked beside it. */
export type Consumer = {
  folder: string
  write(name: string, text: string): void
  /** What Node.js prints with these arguments and variables. @throws Error with what it prints on stderr when it fails */
  run(args: readonly string[], env?: NodeJS.ProcessEnv): Promise<string>
  /** Checks the types of these files. @throws Error with what the compiler says */
  compile(args: readonly string[]): void
  close(): void
}

/**
 * Packs the built library as npm would publish it, and unpacks it in an empty
 * folder outside the repository, beside its declared dependencies.
 *
 * @param peers additional packages that this consumer installs
 */
export const startConsumer = (peers: readonly string[]): Consumer => {
  const folder = mkdtempSync(join(tmpdir(), 'middy-chat-'))
  const modules = join(folder, 'node_modules')
  const library = join(modules, 'middy-chat')
  mkdirSync(library, { recursive: true })
  const packed = execFileSync(
    'npm',
    ['pack', '--ignore-scripts', '--silent', '--pack-destination', folder],
    { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] },
  )
  execFileSync('tar', ['-xzf', packed.trim(), '--strip-components=1', '-C', library], {
    cwd: folder,
  })
  for (const name of [...Object.keys(manifest.dependencies), ...peers]) {
    mkdirSync(dirname(join(modules, name)), { recursive: true })
    symlinkSync(join(root, 'node_modules', name), join(modules, name))
  }
  const write = (name: string, text: string) => {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
  write('package.json', '{ "private": true, "type": "module" }')
  return {
    folder,
    write,
    run: async (args, env = {}) => {
      const options = { cwd: folder, env: { ...process.env, ...env } }
      return (await promisify(execFile)(process.execPath, args, options)).stdout
    },
    compile: (args) => {
      const tsc = join(root, 'node_modules/typescript/bin/tsc')
      const { status, stdout } = spawnSync(process.execPath, [tsc, '--noEmit', ...args], {
        cwd: folder,
        encoding: 'utf8',
      })
      if (status !== 0) throw new Error(stdout)
    },
    close: () => rmSync(folder, { recursive: true }),
  }
}
