// Starts each bundle as Lambda does, from its real file with `awslambda` set, and prints its size.
// The size limits are in handlers/functions.json.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { statistic } from '../bench/statistics.ts'
import { functions, type OwnFunction } from '../scripts/functions.ts'
import { startChatPart } from '../twin/chat-part.ts'
import { pool, startCloud } from '../twin/cloud.ts'
import { startIssuer } from '../twin/services/issuer.ts'

/** `rejected` is undefined for a module without a code cache. */
type Imported = { ms: number; functions: string[]; rejected?: boolean }

const runs = 11
const folder = mkdtempSync(join(tmpdir(), 'middy-chat-'))
const [main, empty] = [join(folder, 'main.mjs'), join(folder, 'empty.mjs')]
writeFileSync(
  main,
  `globalThis.awslambda = { streamifyResponse: (handler) => handler, HttpResponseStream: {} }
const started = performance.now()
const { script, ...exports } = await import(process.argv[2])
const ms = performance.now() - started
const functions = Object.keys(exports).filter((name) => typeof exports[name] === 'function')
console.log(JSON.stringify({ ms, functions, rejected: script?.cachedDataRejected }))
process.exit()
`,
)
writeFileSync(empty, 'export const handler = () => {}\n')
// Only the configuration matters: nothing here answers while a bundle starts, so its warm-up waits.
const cloud = await startCloud(await startIssuer(pool), { parts: [await startChatPart()] })

try {
  for (const each of functions) check(each)
} finally {
  rmSync(folder, { recursive: true })
  await cloud.close()
}

/** Imports the file in a separate process. */
function imported(file: string): Imported {
  // The only one of Lambda's flags that matters to V8.
  const printed = execFileSync(process.execPath, ['--expose-gc', main, file], {
    env: { PATH: process.env.PATH, ...cloud.environment },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  return JSON.parse(printed.trim().split('\n').at(-1) ?? '')
}

function check({ functionName, modulePath, exports, maxBytes }: OwnFunction): void {
  const lambda = dirname(modulePath)
  const size = (file: string) => statSync(file).size
  const bytes = size(join(lambda, 'index.mjs')) + size(join(lambda, 'bundle.cjs'))
  const zipBytes = size(`${lambda}.zip`)
  const limited = (what: string, actual: number, limit: number) =>
    assert.ok(actual < limit, `${functionName}: the ${what} has ${actual} bytes, limit ${limit}`)
  limited('bundle', bytes, maxBytes.bundle)
  limited('zip', zipBytes, maxBytes.zip)

  const times: Record<'bundle' | 'empty', number[]> = { bundle: [], empty: [] }
  for (let run = 0; run < runs; run++) {
    const { ms, functions, rejected } = imported(modulePath)
    for (const name of exports) assert.ok(functions.includes(name), `${functionName}: no ${name}`)
    assert.equal(rejected, false, `${functionName}: V8 rejects the code cache`)
    times.bundle.push(ms)
    times.empty.push(imported(empty).ms)
  }
  const median = (values: number[]) => statistic(values, 'median').toFixed(1)
  const kb = (count: number) => Math.round(count / 1000)
  console.log(
    `${functionName}: ${kb(bytes)} kB, zip with V8's code cache ${kb(zipBytes)} kB; import ${median(times.bundle)} ms, an empty module ${median(times.empty)} ms (medians of ${runs})`,
  )
}
