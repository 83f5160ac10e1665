import { execFileSync } from 'node:child_process'
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))

/**
 * Installs the dependencies that a folder of the project has for itself, unless they are there.
 *
 * @returns the folder's absolute path
 */
export const installFrom = (name: string): string => {
  const folder = join(root, name)
  const wanted = statSync(join(folder, 'package-lock.json'))
  const installed = statSync(join(folder, 'node_modules/.package-lock.json'), {
    throwIfNoEntry: false,
  })
  if (!installed || installed.mtimeMs <= wanted.mtimeMs) {
    run('npm', ['ci', '--no-audit', '--no-fund'], folder)
  }
  return folder
}

/** Prints the command, and its output only if it fails. */
export const run = (command: string, args: string[], cwd = process.cwd()): void => {
  console.error(`${command} ${args.join(' ')}`)
  try {
    execFileSync(command, args, { cwd, stdio: 'pipe' })
  } catch (error) {
    const { stdout, stderr } = error as { stdout: Buffer; stderr: Buffer }
    console.error(`${stdout}${stderr}`.split('\n').slice(-40).join('\n'))
    throw error
  }
}
