import { createHash } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { buildLambdas } from '../build/lambdas.ts'
import { buildPage } from '../build/page.ts'
import { problem, starterCode } from '../sample-problem.ts'
import { startTwin } from '../twin.ts'

const usage = `npm start [-- OPTIONS]

Builds the handlers and serves them on this machine, as AWS would.

  --gemini           ask the real Gemini, with the key in GEMINI_API_KEY
  --concurrency N    execution environments at most (10)
  --help             this text

PORT is the port, 8787 by default.`

const { values } = parseArgs({
  options: {
    gemini: { type: 'boolean', default: false },
    concurrency: { type: 'string', default: '10' },
    help: { type: 'boolean', default: false },
  },
})

if (values.help) {
  console.log(usage)
} else {
  await start()
}

async function start(): Promise<void> {
  const { GEMINI_API_KEY, PORT = '8787' } = process.env
  if (values.gemini && !GEMINI_API_KEY) fail('--gemini needs the key in GEMINI_API_KEY.')
  const concurrency = Number(values.concurrency)
  if (!(Number.isInteger(concurrency) && concurrency > 0)) fail('--concurrency is a whole number.')

  await Promise.all([buildLambdas(), buildPage()])
  const twin = await startTwin({
    modulePath: fileURLToPath(
      new URL('../../dist/lambda/chatbot-query/index.mjs', import.meta.url),
    ),
    port: Number(PORT),
    concurrency,
    onLog: (line) => console.error(line),
    ...(values.gemini && GEMINI_API_KEY && { geminiApiKey: GEMINI_API_KEY }),
  }).catch((error: NodeJS.ErrnoException) =>
    fail(
      error.code === 'EADDRINUSE' ? `Port ${PORT} is taken: set PORT to another.` : error.message,
    ),
  )

  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, twin.close)
  }
  console.log(banner(twin.url, values.gemini))
}

function banner(url: string, real: boolean): string {
  return `
middy-chat answers on ${url}

  handler   dist/lambda/chatbot-query/index.mjs on Node.js ${process.version}, behind the rules of CloudFront
  sign-in   a Cognito-like issuer; ${url}/local/token?user=learner (or learner2)
  model     ${real ? "Google's Gemini" : 'a rehearsal on this machine that speaks the wire of Gemini; "/rehearse NAME" in a question makes it fail'}

Open the page, or paste this:

${curlLine(url)}
`
}

/** A request by hand: the token, the hash of the body, the body. */
function curlLine(url: string): string {
  const body = JSON.stringify({
    problemDetails: problem,
    userCode: starterCode,
    history: [],
    query: 'Why is my code too slow?',
  })
  const hash = createHash('sha256').update(body).digest('hex')
  const token = `$(curl -s '${url}/local/token?user=learner' | sed 's/.*"idToken":"\\([^"]*\\).*/\\1/')`
  return `curl -N ${url}/chatbot -H "authorization: Bearer ${token}" -H 'content-type: application/json' -H 'x-amz-content-sha256: ${hash}' -d '${body}'`
}

function fail(message: string): never {
  console.error(message)
  process.exit(1)
}
