// Projects of somebody else, gone when the process ends.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('../..', import.meta.url))

export const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))

/** What the command prints; what it prints on stderr is shown when it fails. */
export const run = (command, args, cwd) => {
  try {
    return execFileSync(command, args, { cwd, encoding: 'utf8', stdio: 'pipe' })
  } catch (error) {
    console.error(error.stdout, error.stderr)
    throw new Error(`${command} ${args.join(' ')} failed`)
  }
}

/** A folder outside of any `node_modules`. */
export const emptyFolder = () => {
  const path = mkdtempSync(join(tmpdir(), 'middy-chat-'))
  process.on('exit', () => rmSync(path, { recursive: true, force: true }))
  return path
}

/** A project without dependencies. The install script of the package `node` brings its binary. */
export const folder = () => {
  const path = emptyFolder()
  write(
    path,
    'package.json',
    '{ "private": true, "type": "module", "allowScripts": { "node": true } }',
  )
  return path
}

export const write = (cwd, name, text) => writeFileSync(join(cwd, name), text)

export const npmInstall = (cwd, ...packages) =>
  run('npm', ['install', '--silent', '--no-audit', '--no-fund', ...packages], cwd)

/** The library as npm would publish it: the path of the tarball. */
export const packed = () => {
  const to = emptyFolder()
  const name = run('npm', ['pack', '--ignore-scripts', '--silent', '--pack-destination', to], root)
  return join(to, name.trim())
}
