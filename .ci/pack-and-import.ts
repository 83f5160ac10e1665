// Installs the packed library as a user would. Checks that every export imports on each supported
// Node.js, that the types resolve with each TypeScript, and that the package is well formed.
// Usage: node .ci/pack-and-import.ts [TARBALL]; without one it packs what lies in dist/.
import assert from 'node:assert/strict'
import { join, resolve } from 'node:path'
import { packageEntries } from '../scripts/package-entries.ts'
import { importAll, resolutions, typed } from '../test/package/consumer-code.ts'
import { packages, printCheckTime } from './package/check-time.ts'
import { folder, manifest, npmInstall, packed, run, write } from './package/project.ts'
import { printWeight } from './package/weight.ts'

const nodes = ['22.23.3', '24.21.0']
const typescripts = ['5.9.3', '7.0.2']
const tools = { publint: '0.3.25', '@arethetypeswrong/cli': '0.18.5' }

const [, , given] = process.argv
const tarball = given === undefined ? packed() : resolve(given)
const entries = [...packageEntries.keys()]
const all = `${importAll(entries)}
console.log([${entries.map((_, at) => `m${at}`)}].length)
`

// The versions in our lock file; newer ones are covered by the ranges in package.json.
const locked = (names: readonly string[]) =>
  names.map((name) => `${name}@${manifest.devDependencies[name]}`)
const peers = locked(Object.keys(manifest.peerDependencies))

const consumer = folder()
npmInstall(consumer, tarball, ...peers)
write(consumer, 'all.mjs', all)
for (const version of nodes) {
  const at = folder()
  npmInstall(at, `node@${version}`)
  const node = join(at, 'node_modules/.bin/node')
  assert.equal(run(node, ['--version'], at).trim(), `v${version}`)
  assert.equal(run(node, ['all.mjs'], consumer).trim(), String(entries.length))
  console.log(`Node.js ${version}: ${entries.length} exports import`)
}

write(consumer, 'all.ts', all)
write(consumer, 'typed.ts', typed)
npmInstall(
  consumer,
  ...locked(['@types/node', '@types/react', ...packages]),
  // The types of @middy/core import it, but it is not one of its dependencies.
  '@aws/durable-execution-sdk-js',
)
for (const version of typescripts) {
  const at = folder()
  npmInstall(at, `typescript@${version}`)
  const tsc = join(at, 'node_modules/.bin/tsc')
  for (const resolution of resolutions) {
    for (const lib of [['--skipLibCheck'], []]) {
      const flags = [
        '--noEmit',
        '--strict',
        '--target',
        'es2024',
        '--types',
        'node',
        ...lib,
        ...resolution,
      ]
      run(tsc, [...flags, 'all.ts', 'typed.ts'], consumer)
      console.log(`TypeScript ${version} ${[...lib, ...resolution].join(' ')}: the types resolve`)
    }
  }
  printCheckTime(`TypeScript ${version}`, tsc, consumer)
}

const lint = folder()
npmInstall(lint, ...Object.entries(tools).map(([name, version]) => `${name}@${version}`))
console.log(run(join(lint, 'node_modules/.bin/publint'), ['--strict', tarball], lint).trim())
// ESM only: CommonJS can `require` it, which Node.js supports since 22.12.
const profile = ['--profile', 'esm-only']
// attw does not expand patterns itself.
profile.push('--entrypoints', ...entries.map((name) => name.replace('middy-chat/', '')))
run(join(lint, 'node_modules/.bin/attw'), [tarball, ...profile], lint)
console.log(`@arethetypeswrong/cli ${tools['@arethetypeswrong/cli']}: no problem found`)

printWeight(tarball)
