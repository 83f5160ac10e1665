import { existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { run } from '../scripts/install.ts'

const version = '4.0.2'
const folder = fileURLToPath(new URL('dist/runtime-client', import.meta.url))

/** The build tools of its native part, as commands and as Debian packages. */
const tools = ['autoconf', 'automake', 'libtoolize', 'cmake', 'make', 'g++', 'unzip']
const packages = ['autoconf', 'automake', 'libtool', 'cmake', 'make', 'g++', 'unzip']

/**
 * Installs AWS's runtime interface client in a git-ignored folder. It builds native code for a
 * minute, so it is not a dependency of the project.
 *
 * @returns its `index.mjs`
 */
export const installRuntimeClient = async (): Promise<string> => {
  const file = join(folder, 'node_modules/aws-lambda-ric/index.mjs')
  if (existsSync(join(dirname(file), 'rapid-client.node'))) return file
  if (!tools.every(isInstalled)) installTools()
  await mkdir(folder, { recursive: true })
  const manifest = { private: true, allowScripts: { 'aws-lambda-ric': true } }
  await writeFile(join(folder, 'package.json'), JSON.stringify(manifest))
  await writeFile(join(folder, '.npmrc'), 'strict-allow-scripts=true')
  run('npm', ['install', '--no-audit', '--no-fund', `aws-lambda-ric@${version}`], folder)
  return file
}

/** The version of an installed client. */
export const runtimeClientVersion = async (file: string): Promise<string> =>
  JSON.parse(await readFile(join(dirname(file), 'package.json'), 'utf8')).version

function isInstalled(tool: string): boolean {
  const folders = (process.env.PATH ?? '').split(':')
  return folders.some((path) => existsSync(join(path, tool)))
}

function installTools(): void {
  const wanted = `apt-get install ${packages.join(' ')}`
  if (process.getuid?.() !== 0) {
    throw new Error(`aws-lambda-ric builds native code and needs these packages: ${wanted}`)
  }
  run('apt-get', ['update', '-qq'])
  run('apt-get', ['install', '-y', '-qq', ...packages])
}
