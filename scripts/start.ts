import { readFileSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { startChatPart } from '../twin/chat-part.ts'
import { curlLine } from '../twin/curl-line.ts'
import { targetOf } from '../twin/loopback.ts'
import { servePage } from '../twin/page/serve.ts'
import { leadsTo } from '../twin/routed-functions.ts'
import { startTwin } from '../twin/twin.ts'
import { buildLambdas } from './build/lambdas.ts'
import { buildPage } from './build/page.ts'
import {
  additionalFunctions,
  defaultFunction,
  edgeRoutes,
  functions,
  type OwnFunction,
} from './functions.ts'

const usage = `npm start [-- OPTIONS]

Builds the handlers and serves them on this machine, as AWS would.

  --gemini           ask the real Gemini, with the key in GEMINI_API_KEY
  --concurrency N    execution environments of each function at most (10)
  --data FOLDER      keeps the chats there from one start to the next
  --help             this text

PORT is the port, 8787 by default.`

const { values } = parseArgs({
  options: {
    gemini: { type: 'boolean', default: false },
    concurrency: { type: 'string', default: '10' },
    data: { type: 'string' },
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
  const chats = await startChatPart(
    values.data === undefined ? {} : { folder: resolve(values.data) },
  )
  const twin = await startTwin({
    ...defaultFunction,
    additionalFunctions,
    routes: edgeRoutes,
    port: Number(PORT),
    concurrency,
    cloudFront: true,
    parts: [chats],
    env: {
      NODE_ENV: 'development',
      // Lets `/rehearse 503@gemini-3.8-flash` show a fallback.
      ...(!values.gemini && { GEMINI_FALLBACK_MODEL: 'gemini-3.5-flash-lite' }),
    },
    local: pageBesideFunctions,
    onLog: (line) => console.error(line),
    ...(values.gemini && GEMINI_API_KEY && { geminiApiKey: GEMINI_API_KEY }),
  }).catch((error: Error) => fail(error.message))

  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, twin.close)
  }
  console.log(banner(twin.url, values.gemini, values.data))
}

/** Serves the page for trying it in a browser, at the paths of the route `*`. */
async function pageBesideFunctions(
  request: IncomingMessage,
  response: ServerResponse,
): Promise<boolean> {
  const { path } = targetOf(request)
  if (leadsTo(functions.flatMap(namedPaths), path)) return false
  await servePage(path, response)
  return true
}

function banner(url: string, real: boolean, folder: string | undefined): string {
  return `
middy-chat answers on ${url}

  handlers  ${functions.map((own) => `${namedPaths(own).join(', ')}: dist/lambda/${own.functionName}/index.mjs`).join('\n            ')}
            on Node.js ${process.version}, behind the rules of CloudFront
  sign-in   a Cognito-like issuer; ${url}/local/token?user=learner (or learner2)
  models    ${real ? "Google's Gemini" : 'a rehearsal on this machine that speaks the wire of Gemini'}, and one that speaks the wire of Bedrock; "/rehearse NAME" in a question makes a rehearsal fail
  chats     ${folder === undefined ? 'in memory; --data FOLDER keeps them' : `kept in ${folder}`}

Open the page, or paste this:

${functions.map((own) => goodRequest(url, own)).join('\n\n')}
`
}

function namedPaths({ routes }: OwnFunction): string[] {
  return routes.map(({ path }) => path).filter((path) => path !== '*')
}

/** The recorded request that every function answers. */
function goodRequest(url: string, { functionName }: OwnFunction): string {
  const file = new URL(`../events/${functionName}.ok.json`, import.meta.url)
  const { rawPath, body } = JSON.parse(readFileSync(file, 'utf8'))
  return curlLine(url, rawPath, JSON.parse(body))
}

function fail(message: string): never {
  console.error(message)
  process.exit(1)
}
