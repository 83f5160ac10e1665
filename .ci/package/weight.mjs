// What it costs to use one middleware alone: packages and bytes on the disk, and the time of its import.
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { median } from '../median.mjs'
import { folder, npmInstall, run, write } from './project.mjs'

const runs = 15
const time = (name) => `const started = performance.now()
await import('${name}')
console.log(performance.now() - started)
process.exit()
`

export const printWeight = (tarball) => {
  const project = folder()
  npmInstall(project, tarball)
  const { packages, bytes } = installed(project)
  const verifier = folder()
  npmInstall(verifier, 'aws-jwt-verify')
  const floor = installed(verifier)
  console.log(
    `installed for cognito-auth alone: ${packages} packages, ${mb(bytes)} MB; aws-jwt-verify alone: ${floor.packages}, ${mb(floor.bytes)} MB`,
  )

  write(project, 'ours.mjs', time('middy-chat/cognito-auth'))
  write(project, 'verifier.mjs', time('aws-jwt-verify'))
  const times = { 'ours.mjs': [], 'verifier.mjs': [] }
  for (let at = 0; at < runs; at++) {
    for (const file of Object.keys(times)) {
      times[file].push(Number(run(process.execPath, [file], project)))
    }
  }
  const [ours, theirs] = Object.values(times).map(median)
  console.log(
    `import of cognito-auth: ${ours.toFixed(1)} ms, of aws-jwt-verify alone: ${theirs.toFixed(1)} ms (medians of ${runs})`,
  )
}

function installed(project) {
  const files = readdirSync(join(project, 'node_modules'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
  const manifests = /node_modules\/(@[^/]+\/)?[^/]+\/package\.json$/
  return {
    packages: files.filter((file) => manifests.test(file)).length,
    bytes: files.reduce((sum, file) => sum + statSync(file).size, 0),
  }
}

function mb(bytes) {
  return (bytes / 1e6).toFixed(1)
}
