import { readFileSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { startChatPart } from '../twin/chat-part.ts'
import { wholeNumber } from '../twin/cli/function-options.ts'
import { CommandFailure, explainStart, runCommand, usageFailure } from '../twin/command.ts'
import { curlLine } from '../twin/curl-line.ts'
import type { FrontName } from '../twin/edge/front.ts'
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

Builds the handlers and serves them on this machine as AWS does.

  --rest-api         serves them behind a REST API of API Gateway, not CloudFront:
                     requests need no hash of their body
  --gemini           uses the real Gemini, with the key in GEMINI_API_KEY
  --concurrency N    the maximum number of environments per function (default: 10)
  --data FOLDER      keeps the chats in FOLDER between runs
  --no-build         serves what was built last
  --help             shows this help

The variable PORT sets the port (default: 8787).`

await runCommand('npm start', async () => {
  const { values } = parseArgs({
    options: {
      'rest-api': { type: 'boolean', default: false },
      gemini: { type: 'boolean', default: false },
      concurrency: { type: 'string', default: '10' },
      data: { type: 'string' },
      'no-build': { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return console.log(usage)
  const { GEMINI_API_KEY: geminiApiKey, PORT = '8787' } = process.env
  if (values.gemini && !geminiApiKey) {
    throw usageFailure('--gemini needs the key in the variable GEMINI_API_KEY.')
  }
  const front = values['rest-api'] ? 'rest-api' : 'cloudfront'
  const concurrency = wholeNumber('--concurrency', values.concurrency)
  const port = wholeNumber('PORT', PORT, 0, 65_535)

  if (!values['no-build']) await Promise.all([buildLambdas(), buildPage()]).catch(explainBuild)
  const chats = await startChatPart(
    values.data === undefined ? {} : { folder: resolve(values.data) },
  )
  const twin = await startTwin({
    ...defaultFunction,
    additionalFunctions,
    routes: front === 'rest-api' ? edgeRoutes.filter(isNamed) : edgeRoutes,
    port,
    concurrency,
    front,
    parts: [chats],
    env: {
      NODE_ENV: 'development',
      // Of the CloudFront Function; an API names the viewer itself.
      TRUST_VIEWER_ADDRESS: String(front === 'cloudfront'),
      // Lets `/rehearse 503@openai` and `/rehearse 503@gemini-3.8-flash` show a fallback.
      BEDROCK_FALLBACK_MODEL_ID: 'us.amazon.nova-micro-v1:0',
      ...(!values.gemini && { GEMINI_FALLBACK_MODEL: 'gemini-3.5-flash-lite' }),
    },
    local: pageBesideFunctions,
    onLog: (line) => console.error(line),
    ...(values.gemini && geminiApiKey && { geminiApiKey }),
  }).catch(explainStart('a handler'))

  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, twin.close)
  }
  console.log(banner(twin.url, front, values.gemini, values.data))
})

/** esbuild has printed each error with its file and line. */
function explainBuild(): never {
  throw new CommandFailure('the build failed.')
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

function banner(url: string, front: FrontName, real: boolean, folder: string | undefined): string {
  return `
middy-chat answers on ${url}

  handlers  ${functions.map((own) => `${namedPaths(own).join(', ')}: dist/lambda/${own.functionName}/index.mjs`).join('\n            ')}
            on Node.js ${process.version}, behind ${front === 'rest-api' ? 'a REST API' : "CloudFront's rules"}
  sign-in   an emulated Cognito user pool; ${url}/local/token?user=learner (or learner2)
  models    ${real ? "Google's Gemini" : 'an emulated Gemini'}, and an emulated Bedrock; "/rehearse NAME" in a question makes an emulated model fail
  limits    10 requests a minute from this machine where no sign-in is needed
  chats     ${folder === undefined ? 'in memory; --data FOLDER keeps them' : `stored in ${folder}`}

Open the page, or try:

${functions.map((own) => goodRequest(url, front, own)).join('\n\n')}
`
}

function namedPaths({ routes }: OwnFunction): string[] {
  return routes.filter(isNamed).map(({ path }) => path)
}

/** Unlike `*`, which is every other path. */
function isNamed({ path }: OwnFunction['routes'][number]): boolean {
  return path !== '*'
}

/** The recorded request that every function answers. */
function goodRequest(
  url: string,
  front: FrontName,
  { functionName, services }: OwnFunction,
): string {
  const file = new URL(`../events/${functionName}.ok.json`, import.meta.url)
  const { rawPath, body } = JSON.parse(readFileSync(file, 'utf8'))
  return curlLine(url, rawPath, JSON.parse(body), front, services.includes('cognito'))
}
