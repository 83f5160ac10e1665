// Consumer projects, removed when the process ends.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('../..', import.meta.url))

type Manifest = {
  name: string
  version: string
  exports: Record<string, unknown>
  devDependencies: Record<string, string>
  peerDependencies: Record<string, string>
}

export const manifest: Manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))

/** What the command prints; its stderr is shown if it fails. */
export const run = (command: string, args: readonly string[], cwd: string): string => {
  try {
    return execFileSync(command, args, { cwd, encoding: 'utf8', stdio: 'pipe' })
  } catch (error) {
    const { stdout, stderr } = error as { stdout?: string; stderr?: string }
    console.error(stdout, stderr)
    throw new Error(`${command} ${args.join(' ')} failed`)
  }
}

/** A folder outside any `node_modules`. */
export const emptyFolder = (): string => {
  const path = mkdtempSync(join(tmpdir(), 'middy-chat-'))
  process.on('exit', () => rmSync(path, { recursive: true, force: true }))
  return path
}

/** A project without dependencies. The install script of the package `node` provides its binary. */
export const folder = (): string => {
  const path = emptyFolder()
  write(
    path,
    'package.json',
    '{ "private": true, "type": "module", "allowScripts": { "node": true } }',
  )
  write(path, '.npmrc', 'strict-allow-scripts=true')
  return path
}

export const write = (cwd: string, name: string, text: string): void =>
  writeFileSync(join(cwd, name), text)

export const npmInstall = (cwd: string, ...packages: readonly string[]): string =>
  run('npm', ['install', '--silent', '--no-audit', '--no-fund', ...packages], cwd)

/** Packs the library as npm would publish it; returns the path of the tarball. */
export const packed = (): string => {
  const to = emptyFolder()
  const name = run('npm', ['pack', '--ignore-scripts', '--silent', '--pack-destination', to], root)
  return join(to, name.trim())
}
