import { writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { installFrom } from '../scripts/install.ts'
import { checkTargets } from './check-targets.ts'
import { installRuntimeClient, runtimeClientVersion } from './install.ts'
import { brokenLimits, readLimits } from './limits.ts'
import { measureCold } from './measure-cold.ts'
import { measureWarm } from './measure-warm.ts'
import { plot } from './plot.ts'
import { report } from './report.ts'
import { type Results, resultsOf } from './results.ts'
import { createSamples } from './samples.ts'
import { startServices } from './services.ts'
import type { Stage } from './stage.ts'
import { buildTargets, floor, ours, peers, type TargetName, targetNames } from './targets.ts'

const usage = `npm run bench [-- OPTIONS]

Compares the built handler with a floor, which is hand-written code for the same
job, and with other libraries, all under AWS's own runtime interface client.
Prints a table and writes it to bench/results.md, results.json and plot.svg.

  --only NAME,...  measures only these and the floor: ${targetNames.join(', ')}
  --no-peers       omits the targets that need their own dependencies
  --cold N         cold starts per target, with near and with remote services
                   (default: 30)
  --warm N         warm answers per target (default: 450)
  --quick          measures little and writes no files
  --check          exits with 1 if a ratio to the floor exceeds bench/limits.json
  --ric FILE       the index.mjs of an installed aws-lambda-ric (default:
                   installs it in bench/dist)
  --help           shows this help`

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    'no-peers': { type: 'boolean', default: false },
    cold: { type: 'string' },
    warm: { type: 'string' },
    quick: { type: 'boolean', default: false },
    check: { type: 'boolean', default: false },
    ric: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
})

/** The processes of each target run one after another: V8 does not compile the same way twice. */
const effort = values.quick
  ? { cold: 12, warm: 150, processes: 3, paced: 2, long: 5 }
  : { cold: 30, warm: 450, processes: 3, paced: 6, long: 5 }

if (values.help) console.log(usage)
else await run()

async function run(): Promise<void> {
  const names = chosenTargets()
  if (values.check && !names.includes(ours)) throw new TypeError(`--check needs the target ${ours}`)
  const results = await measure(names)
  const table = report(results)
  console.log(table)
  if (!values.quick) {
    const here = (name: string) => new URL(name, import.meta.url)
    await writeFile(here('results.json'), `${JSON.stringify(results, null, 2)}\n`)
    await writeFile(here('results.md'), table)
    await writeFile(here('plot.svg'), plot(results))
  }
  if (!values.check) return
  const broken = brokenLimits(results, await readLimits())
  for (const line of broken) console.error(`** ${line}`)
  if (broken.length > 0) process.exitCode = 1
}

async function measure(names: readonly TargetName[]): Promise<Results> {
  const runtimeClient =
    values.ric === undefined ? await installRuntimeClient() : resolve(values.ric)
  if (names.some((name) => peers.includes(name))) installFrom('bench')
  const targets = await buildTargets(names)
  const services = await startServices()
  const stage: Stage = { targets, services, runtimeClient, samples: createSamples() }
  try {
    for (const { name, minBytes, gzipBytes } of targets) {
      stage.samples.add('minKb', name, minBytes / 1_000)
      stage.samples.add('gzipKb', name, gzipBytes / 1_000)
    }
    await step('check of each target', checkTargets(stage))
    await step('cold starts', measureCold(stage, count(values.cold, effort.cold)))
    const { processes, paced, long } = effort
    const short = Math.ceil(count(values.warm, effort.warm) / processes)
    for (let process = 1; process <= processes; process++) {
      await step(
        `warm processes ${process} of ${processes}`,
        measureWarm(stage, { short, paced, long }),
      )
    }
    return resultsOf(stage.samples, targets, await runtimeClientVersion(runtimeClient))
  } finally {
    services.close()
  }
}

function chosenTargets(): TargetName[] {
  const only = values.only?.split(',')
  const unknown = only?.filter((name) => !targetNames.some((known) => known === name)) ?? []
  if (unknown.length > 0) throw new TypeError(`unknown target ${unknown.join(', ')}`)
  return targetNames.filter(
    (name) =>
      name === floor ||
      ((only?.includes(name) ?? true) && !(values['no-peers'] && peers.includes(name))),
  )
}

function count(text: string | undefined, byDefault: number): number {
  const number = Number(text ?? byDefault)
  if (!(Number.isInteger(number) && number > 0))
    throw new TypeError(`not a positive whole number: ${text}`)
  return number
}

async function step(title: string, work: Promise<void>): Promise<void> {
  const startedAt = performance.now()
  await work
  console.error(`${title}: ${((performance.now() - startedAt) / 1_000).toFixed(0)} s`)
}
