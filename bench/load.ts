import { availableParallelism, loadavg } from 'node:os'
import { parseArgs } from 'node:util'
import { buildLambdas } from '../scripts/build/lambdas.ts'
import { wholeNumber } from '../twin/cli/function-options.ts'
import { startChild } from './load/child.ts'
import type { ModelSettings } from './load/model-process.ts'
import {
  brokenLoadLimits,
  type LoadSummary,
  loadLimits,
  percent,
  summaryOf,
} from './load/summary.ts'
import type { TwinSettings } from './load/twin-process.ts'
import { talk } from './load/users.ts'

const usage = `npm run bench:load [-- OPTIONS]

Lets users talk to the motivator on the twin at the same time. Each waits for an
answer, reads it, and sends the next message. Prints the share of messages that
failed, and the time that is added to the model's.

  --users N       users at the same time; there are as many environments
                  (default: 100)
  --seconds N     for how long (default: 60)
  --warm-up N     the seconds before that, in which environments start
                  (default: 20)
  --model-ms N    how long the model takes to answer (default: 2000)
  --reading-ms N  how long a user reads an answer, on average (default: 8000)
  --check         exits with 1 unless under ${percent(loadLimits.errorRate)} of the messages fail and the
                  p95 of the added time is under ${loadLimits.addedP95Ms} ms
  --no-build      runs the handler as it was built last
  --help          shows this help`

const { values } = parseArgs({
  options: {
    users: { type: 'string', default: '100' },
    seconds: { type: 'string', default: '60' },
    'warm-up': { type: 'string', default: '20' },
    'model-ms': { type: 'string', default: '2000' },
    'reading-ms': { type: 'string', default: '8000' },
    check: { type: 'boolean', default: false },
    'no-build': { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})

if (values.help) console.log(usage)
else await run()

async function run(): Promise<void> {
  const users = wholeNumber('--users', values.users)
  const seconds = wholeNumber('--seconds', values.seconds)
  const warmUp = wholeNumber('--warm-up', values['warm-up'], 0)
  const answerMs = wholeNumber('--model-ms', values['model-ms'])
  const readingMs = wholeNumber('--reading-ms', values['reading-ms'], 0)
  if (!values['no-build']) await buildLambdas()

  const model = await startChild<string>('model-process.ts', { answerMs } satisfies ModelSettings)
  const settings: TwinSettings = { concurrency: users, modelUrl: model.message }
  const twin = await startChild<string>('twin-process.ts', settings)
  try {
    const token = await tokenOf(twin.message)
    // Starts every environment; cold starts are not what is measured here.
    const everybody = { url: twin.message, token, users, readingMs }
    // Cold starts are not what is measured here.
    await talk({ ...everybody, ms: warmUp * 1_000 })
    const samples = await talk({ ...everybody, ms: seconds * 1_000 })
    const summary = summaryOf(samples)
    console.log(shown(summary, users, seconds))
    if (!values.check) return
    const broken = brokenLoadLimits(summary)
    for (const line of broken) console.error(`** ${line}`)
    if (broken.length > 0) process.exitCode = 1
  } finally {
    twin.close()
    model.close()
  }
}

async function tokenOf(url: string): Promise<string> {
  const response = await fetch(`${url}/local/token?user=learner`)
  const { idToken } = (await response.json()) as { idToken: string }
  return idToken
}

function shown(summary: LoadSummary, users: number, seconds: number): string {
  const { requests, faults, errorRate } = summary
  const ms = (value: number) => `${value.toFixed(1)} ms`
  return [
    `${users} users for ${seconds} s: ${requests} messages, ${(requests / seconds).toFixed(1)} a second`,
    `failed      ${percent(errorRate)}`,
    ...faults.map(([message, count]) => `            ${count} × ${message}`),
    `model       median ${ms(summary.modelMedianMs)}`,
    `in all      median ${ms(summary.totalMedianMs)}`,
    `added       median ${ms(summary.addedMedianMs)}, p95 ${ms(summary.addedP95Ms)}`,
    `machine     ${availableParallelism()} cores, load average ${loadavg()[0]?.toFixed(1)} of the last minute, this run included`,
  ].join('\n')
}
