import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import type { FailureCase } from '../test/failures/failure-case.ts'
import type { FailureTable } from '../test/failures/failure-table.ts'
import { type CaseResult, runCase } from '../test/failures/run-case.ts'
import { failureTables } from '../test/failures/tables.ts'
import { runtimeInterfaceClient } from '../twin/runtime/interface-client.ts'
import { createKeys, type Keys } from '../twin/services/tokens.ts'
import { buildLambdas } from './build/lambdas.ts'

const usage = `npm run failures [-- OPTIONS [NAME...]]

Breaks one thing at a time for each handler and each model, and prints how each
request ended. Exits with 1 if one did not end as expected.

  NAME        runs only cases whose names contain NAME
  --ric FILE  also runs each case under AWS's own runtime interface client, the
              index.mjs of an installed aws-lambda-ric, and compares the results
  --help      shows this help`

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { ric: { type: 'string' }, help: { type: 'boolean', default: false } },
})

/** Each case runs in its own world; running more at once would only wait for the processors. */
const atOnce = 6

if (values.help) console.log(usage)
else await run()

async function run(): Promise<void> {
  const tables = failureTables
    .map((table) => ({ ...table, cases: table.cases.filter(isAskedFor) }))
    .filter(({ cases }) => cases.length > 0)
  if (tables.length === 0) {
    console.error(`no case has a name that contains ${positionals.join(' or ')}`)
    process.exitCode = 1
    return
  }
  await buildLambdas()
  const keys = await createKeys()
  for (const table of tables) {
    console.log(`\n${table.name}\n`)
    const faulty = await runTable(table, keys)
    const client =
      values.ric === undefined ? "the twin's client" : "the twin's client and AWS's own"
    const count = `${table.cases.length} cases under ${client}`
    console.log(`\n${count}, ${faulty} of them not as expected`)
    if (faulty > 0) process.exitCode = 1
  }
}

function isAskedFor({ name }: FailureCase): boolean {
  return positionals.length === 0 || positionals.some((part) => name.includes(part))
}

/** How many cases of the table did not end as expected. */
async function runTable({ cases, options }: FailureTable, keys: Keys): Promise<number> {
  const both = async (failureCase: FailureCase) => {
    const twin = await runCase(failureCase, { ...options, keys })
    if (values.ric === undefined) return twin
    const command = runtimeInterfaceClient(
      resolve(values.ric),
      options.modulePath,
      options.exportName,
    )
    const real = await runCase(failureCase, { ...options, keys, command })
    return {
      ...real,
      faults: [...twin.faults, ...real.faults, ...differences(failureCase, twin, real)],
    }
  }

  console.log(
    row('what is broken', 'status', 'first byte', 'frames', 'ends', 'calls', 'sandbox', 'log'),
  )
  console.log(row('---', '---', '---', '---', '---', '---', '---', '---'))
  let faulty = 0
  const running: Promise<CaseResult>[] = []
  for (const [at, failureCase] of cases.entries()) {
    if (at >= atOnce) await running[at - atOnce]
    running.push(both(failureCase))
  }
  for (const [at, { name }] of cases.entries()) {
    const result = (await running[at]) as CaseResult
    console.log(shown(name, result))
    for (const fault of result.faults) console.log(`  ** ${fault}`)
    if (result.faults.length > 0) faulty += 1
  }
  return faulty
}

function shown(name: string, result: CaseResult): string {
  const { status, firstByteMs, frames, heartbeats, ending, modelCalls, sandboxAlive } = result
  return row(
    name,
    String(status),
    `${firstByteMs ?? '–'} ms`,
    heartbeats > 0 ? `${frames} (${heartbeats} heartbeats)` : String(frames),
    ending,
    String(modelCalls),
    sandboxAlive ? 'alive' : 'DEAD',
    String(result.logLines),
  )
}

function row(name: string, ...cells: string[]): string {
  const widths = [6, 10, 20, 26, 5, 7, 3]
  return `| ${name.padEnd(42)} | ${cells.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(' | ')} |`
}

function differences(failureCase: FailureCase, twin: CaseResult, real: CaseResult): string[] {
  const [expected, answered] = [twin, real].map((result) => comparable(failureCase, result))
  return expected === answered ? [] : ["the twin's client and AWS's answer differently"]
}

/** The transcript, without a delay that depends on the time of day. */
function comparable({ retryAfter }: FailureCase, { transcript }: CaseResult): string {
  return typeof retryAfter === 'function'
    ? transcript.replace(/^retry-after: .*$/m, 'retry-after: <seconds>')
    : transcript
}
