// Starts the bundle as Lambda does, from its real file with `awslambda` set, and says what it weighs.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { median } from './median.mjs'

/** Of the code; and of the zip, which holds what V8 has made of it as well. */
const maxBytes = 450_000
const maxZipBytes = 650_000
const runs = 11
const root = fileURLToPath(new URL('..', import.meta.url))
const lambda = join(root, 'dist/lambda/chatbot-query')
const folder = mkdtempSync(join(tmpdir(), 'middy-chat-'))

const environment = {
  PATH: process.env.PATH,
  AWS_REGION: 'us-east-1',
  COGNITO_USER_POOL_ID: 'us-east-1_MiddyChat',
  COGNITO_CLIENT_ID: '4middychatlocalclient12345',
  // Nothing listens there: the warm-up fails and is forgotten.
  COGNITO_JWKS_URI: 'http://127.0.0.1:9/jwks.json',
  GEMINI_API_KEY: 'key',
  GEMINI_MODEL: 'gemini-3.8-flash',
}

/** The ms that `import` takes in a process of its own. */
const importMs = (file) => {
  const main = join(folder, 'main.mjs')
  writeFileSync(
    main,
    `globalThis.awslambda = { streamifyResponse: (handler) => handler, HttpResponseStream: {} }
const started = performance.now()
const { handler, script } = await import(${JSON.stringify(file)})
const ms = performance.now() - started
console.log(JSON.stringify({ ms, handler: typeof handler, rejected: script?.cachedDataRejected }))
process.exit()
`,
  )
  // Of Lambda's flags the one that V8 minds.
  const printed = execFileSync(process.execPath, ['--expose-gc', main], {
    env: environment,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  return JSON.parse(printed.trim().split('\n').at(-1))
}

try {
  const bytes = ['index.mjs', 'bundle.cjs'].reduce(
    (sum, file) => sum + statSync(join(lambda, file)).size,
    0,
  )
  const zipBytes = statSync(`${lambda}.zip`).size
  assert.ok(bytes < maxBytes, `${bytes} bytes are more than ${maxBytes}`)
  assert.ok(zipBytes < maxZipBytes, `a zip of ${zipBytes} bytes is more than ${maxZipBytes}`)

  const empty = join(folder, 'empty.mjs')
  writeFileSync(empty, 'export const handler = () => {}\n')
  const bundle = join(lambda, 'index.mjs')
  const times = { bundle: [], empty: [] }
  for (let run = 0; run < runs; run++) {
    const { ms, handler, rejected } = importMs(bundle)
    assert.equal(handler, 'function')
    assert.equal(rejected, false, 'V8 takes its code from the cache')
    times.bundle.push(ms)
    times.empty.push(importMs(empty).ms)
  }
  const middle = (values) => median(values).toFixed(1)
  console.log(
    `chatbot-query: ${Math.round(bytes / 1000)} kB, ${Math.round(zipBytes / 1000)} kB zipped with V8's code; import ${middle(times.bundle)} ms, an empty module ${middle(times.empty)} ms (medians of ${runs})`,
  )
} finally {
  rmSync(folder, { recursive: true })
}
