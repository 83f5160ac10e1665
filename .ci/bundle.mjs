// Starts each bundle as Lambda does, from its real file with `awslambda` set, and prints its size.
// The size limits are in handlers/functions.json.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { functions } from '../scripts/functions.ts'
import { startChatPart } from '../twin/chat-part.ts'
import { pool, startCloud } from '../twin/cloud.ts'
import { startIssuer } from '../twin/services/issuer.ts'
import { median } from './median.mjs'

const runs = 11
const folder = mkdtempSync(join(tmpdir(), 'middy-chat-'))
// Only the configuration matters: nothing here answers while a bundle starts, so its warm-up waits.
const cloud = await startCloud(await startIssuer(pool), { parts: [await startChatPart()] })

/** How many ms `import` takes in a separate process, and what the bundle exports. */
const importMs = (file) => {
  const main = join(folder, 'main.mjs')
  writeFileSync(
    main,
    `globalThis.awslambda = { streamifyResponse: (handler) => handler, HttpResponseStream: {} }
const started = performance.now()
const { script, ...exports } = await import(${JSON.stringify(file)})
const ms = performance.now() - started
const functions = Object.keys(exports).filter((name) => typeof exports[name] === 'function')
console.log(JSON.stringify({ ms, functions, rejected: script?.cachedDataRejected }))
process.exit()
`,
  )
  // The only one of Lambda's flags that matters to V8.
  const printed = execFileSync(process.execPath, ['--expose-gc', main], {
    env: { PATH: process.env.PATH, ...cloud.environment },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  return JSON.parse(printed.trim().split('\n').at(-1))
}

const sum = (numbers) => numbers.reduce((total, each) => total + each, 0)
const kb = (bytes) => Math.round(bytes / 1000)
const middle = (values) => median(values).toFixed(1)

const check = ({ functionName, modulePath, exports, maxBytes }) => {
  const lambda = dirname(modulePath)
  const bytes = sum(['index.mjs', 'bundle.cjs'].map((file) => statSync(join(lambda, file)).size))
  const zipBytes = statSync(`${lambda}.zip`).size
  assert.ok(bytes < maxBytes.bundle, `${functionName}: ${bytes} bytes, over ${maxBytes.bundle}`)
  assert.ok(zipBytes < maxBytes.zip, `${functionName}: a zip of ${zipBytes}, over ${maxBytes.zip}`)

  const empty = join(folder, 'empty.mjs')
  writeFileSync(empty, 'export const handler = () => {}\n')
  const times = { bundle: [], empty: [] }
  for (let run = 0; run < runs; run++) {
    const { ms, functions, rejected } = importMs(modulePath)
    for (const name of exports) assert.ok(functions.includes(name), `${functionName}: no ${name}`)
    assert.equal(rejected, false, `${functionName}: V8 does not take its code from the cache`)
    times.bundle.push(ms)
    times.empty.push(importMs(empty).ms)
  }
  console.log(
    `${functionName}: ${kb(bytes)} kB, ${kb(zipBytes)} kB zipped with V8's code; import ${middle(times.bundle)} ms, an empty module ${middle(times.empty)} ms (medians of ${runs})`,
  )
}

try {
  for (const each of functions) check(each)
} finally {
  rmSync(folder, { recursive: true })
  await cloud.close()
}
