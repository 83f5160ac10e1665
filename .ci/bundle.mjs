// Starts the bundle as Lambda does, from its real file with `awslambda` set, and says what it weighs.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { median } from './median.mjs'

const maxBytes = 700_000
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
  GEMINI_MODEL: 'gemini-2.5-flash',
}

/** The ms that `import` takes in a process of its own. */
const importMs = (file) => {
  const main = join(folder, 'main.mjs')
  writeFileSync(
    main,
    `globalThis.awslambda = { streamifyResponse: (handler) => handler, HttpResponseStream: {} }
const started = performance.now()
const { handler } = await import(${JSON.stringify(file)})
const ms = performance.now() - started
console.log(JSON.stringify({ ms, handler: typeof handler }))
process.exit()
`,
  )
  const printed = execFileSync(process.execPath, [main], {
    env: environment,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  return JSON.parse(printed.trim().split('\n').at(-1))
}

try {
  const bytes = readdirSync(lambda).reduce(
    (sum, file) => sum + statSync(join(lambda, file)).size,
    0,
  )
  assert.ok(bytes < maxBytes, `${bytes} bytes are more than ${maxBytes}`)

  const empty = join(folder, 'empty.mjs')
  writeFileSync(empty, 'export const handler = () => {}\n')
  const bundle = join(lambda, 'index.mjs')
  const times = { bundle: [], empty: [] }
  for (let run = 0; run < runs; run++) {
    const { ms, handler } = importMs(bundle)
    assert.equal(handler, 'function')
    times.bundle.push(ms)
    times.empty.push(importMs(empty).ms)
  }
  const middle = (values) => median(values).toFixed(1)
  console.log(
    `chatbot-query: ${Math.round(bytes / 1000)} kB; import ${middle(times.bundle)} ms, an empty module ${middle(times.empty)} ms (medians of ${runs})`,
  )
} finally {
  rmSync(folder, { recursive: true })
}
