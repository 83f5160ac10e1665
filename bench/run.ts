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

Measures the built handler beside a floor, which does the same job by hand, and
beside peers, all of them in turn under AWS's own runtime interface client.
Prints a table, and writes it to bench/results.md, results.json and plot.svg.

  --only NAME,...  only these beside the floor: ${targetNames.join(', ')}
  --no-peers       without those that need dependencies of their own
  --cold N         cold starts of each target, for near and for remote services (30)
  --warm N         warm answers of each target (450)
  --quick          few of everything, and nothing is written
  --check          exits with 1 when ours is further from the floor than bench/limits.json allows
  --ric FILE       the index.mjs of an installed aws-lambda-ric; without it ours is installed
  --help           this text`

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
  ? { cold: 12, warm: 150, processes: 1, paced: 5, long: 10 }
  : { cold: 30, warm: 450, processes: 3, paced: 6, long: 5 }

if (values.help) console.log(usage)
else await run()

async function run(): Promise<void> {
  const names = chosenTargets()
  if (values.check && !names.includes(ours)) throw new TypeError(`--check is about ${ours}`)
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
    await step('each target does the job', checkTargets(stage))
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
  if (unknown.length > 0) throw new TypeError(`no target is called ${unknown.join(', ')}`)
  return targetNames.filter(
    (name) =>
      name === floor ||
      ((only?.includes(name) ?? true) && !(values['no-peers'] && peers.includes(name))),
  )
}

function count(text: string | undefined, byDefault: number): number {
  const number = Number(text ?? byDefault)
  if (!(Number.isInteger(number) && number > 0))
    throw new TypeError(`not a number of times: ${text}`)
  return number
}

async function step(title: string, work: Promise<void>): Promise<void> {
  const startedAt = performance.now()
  await work
  console.error(`${title}: ${((performance.now() - startedAt) / 1_000).toFixed(0)} s`)
}
