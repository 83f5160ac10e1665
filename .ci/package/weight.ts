// The cost of using one middleware alone: packages and bytes on disk, and the time of its import.
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { statistic } from '../../bench/statistics.ts'
import { folder, npmInstall, run, write } from './project.ts'

const runs = 15
const time = (name: string) => `const started = performance.now()
await import('${name}')
console.log(performance.now() - started)
process.exit()
`

export const printWeight = (tarball: string): void => {
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
  const importMs = (file: string) => Number(run(process.execPath, [file], project))
  const ours: number[] = []
  const theirs: number[] = []
  for (let at = 0; at < runs; at++) {
    ours.push(importMs('ours.mjs'))
    theirs.push(importMs('verifier.mjs'))
  }
  console.log(
    `import of cognito-auth: ${median(ours)} ms, of aws-jwt-verify alone: ${median(theirs)} ms (medians of ${runs})`,
  )
}

function installed(project: string): { packages: number; bytes: number } {
  const files = readdirSync(join(project, 'node_modules'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
  const manifests = /node_modules\/(@[^/]+\/)?[^/]+\/package\.json$/
  return {
    packages: files.filter((file) => manifests.test(file)).length,
    bytes: files.reduce((sum, file) => sum + statSync(file).size, 0),
  }
}

function mb(bytes: number): string {
  return (bytes / 1e6).toFixed(1)
}

function median(ms: readonly number[]): string {
  return statistic(ms, 'median').toFixed(1)
}
