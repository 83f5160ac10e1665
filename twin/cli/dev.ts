import { dirname, relative } from 'node:path'
import { parseArgs } from 'node:util'
import { explainStart, usageFailure } from '../command.ts'
import { curlLine } from '../curl-line.ts'
import type { FrontName } from '../edge/front.ts'
import { FunctionError } from '../runtime/function-error.ts'
import { startTwin, type Twin } from '../twin.ts'
import {
  functionHelp,
  functionOptions,
  readFunctionOptions,
  wholeNumber,
} from './function-options.ts'
import { watchSources } from './watch-sources.ts'

export const devHelp = `middy-chat dev FILE [OPTIONS]

Serves a Lambda handler, streaming or not, behind a Function URL on this
machine. Each execution environment is a separate process. A user pool, a
Parameter Store, Gemini and Bedrock are emulated, so no account is needed. When
a source file in FILE's folder or below changes, the next request starts a new
environment; requests in progress are finished by the old code.

  FILE                    the handler's module: .mjs, .js, or .ts if this
                          version of Node.js strips types
  --port N                the port on 127.0.0.1; 0 picks a free one (default:
                          the variable PORT, or 8787)
  --cloudfront            adds CloudFront with origin access control, as in
                          terraform/modules/oac-distribution: a request body
                          needs its hash, and the token arrives in the header
                          x-viewer-authorization
  --rest-api              a REST API of API Gateway that streams, instead of a
                          Function URL, as in terraform/modules/rest-api
  --http-api              an HTTP API of API Gateway, which does not stream and
                          gives up after 30 s
  --concurrency N         the maximum number of environments (default: 10)
${functionHelp}
  --help                  shows this help

GET /local/token?user=learner returns a learner's tokens; all other requests go
to the handler. The function's output goes to stderr. Of your environment
variables it gets only PATH and those given here; NODE_ENV is development, so
that it logs the messages of errors. Exits with 0 on SIGINT and SIGTERM, 1 if
the handler does not start, 2 if the command line is invalid.`

/** What may stand in the place of a Function URL: the names of their options too. */
const otherFronts = ['cloudfront', 'rest-api', 'http-api'] as const satisfies FrontName[]

/** `middy-chat dev`: resolves once the server is listening. @throws CommandFailure */
export const dev = async (args: string[]): Promise<void> => {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      ...functionOptions,
      port: { type: 'string', default: process.env.PORT ?? '8787' },
      cloudfront: { type: 'boolean', default: false },
      'rest-api': { type: 'boolean', default: false },
      'http-api': { type: 'boolean', default: false },
      concurrency: { type: 'string', default: '10' },
    },
  })
  if (values.help) return console.log(devHelp)
  const [file = '', ...more] = positionals
  if (more.length > 0) throw usageFailure(`only one FILE is allowed, not also ${more.join(' ')}.`)
  const lambda = readFunctionOptions(positionals[0], values)
  const port = wholeNumber('--port', values.port, 0, 65_535)
  const concurrency = wholeNumber('--concurrency', values.concurrency)
  const front = frontOf(values)

  const log = startLog()
  const twin = await startTwin({ ...lambda, port, concurrency, front, onLog: log.line })
    .catch(log.blame)
    .catch(explainStart(file))
  log.release()
  const unwatch = await watchSources(dirname(lambda.modulePath), () => {
    console.error(
      `${file} or a source file near it has changed: new requests get a new environment`,
    )
    void twin.restart()
  })
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      unwatch()
      void twin.close()
    })
  }
  console.log(banner(file, twin, { ...lambda, front }))
}

/** @throws CommandFailure for two of them */
function frontOf(values: Readonly<Record<string, unknown>>): FrontName {
  const [front = 'function-url', another] = otherFronts.filter((name) => values[name] === true)
  if (another) throw usageFailure(`--${front} and --${another} exclude each other.`)
  return front
}

/**
 * Holds back the function's output until it has started. If it fails to start, our one-line error
 * explains why, unless the module ended its process: then only its own output can.
 */
function startLog() {
  let held: string[] | undefined = []
  const release = () => {
    for (const line of held ?? []) console.error(line)
    held = undefined
  }
  return {
    release,
    line: (line: string) => void (held ? held.push(line) : console.error(line)),
    blame: (error: unknown): never => {
      if (error instanceof FunctionError && error.trace.length === 0) release()
      throw error
    },
  }
}

const fronts: Readonly<Record<FrontName, string>> = {
  'function-url': 'a Function URL',
  cloudfront: 'CloudFront and a Function URL',
  'rest-api': 'a REST API',
  'http-api': 'an HTTP API',
}

function banner(
  file: string,
  { url, environment }: Twin,
  {
    exportName,
    modulePath,
    env,
    front,
  }: ReturnType<typeof readFunctionOptions> & {
    front: FrontName
  },
): string {
  const folder = relative('', dirname(modulePath)) || '.'
  const variables = Object.entries(environment)
    .filter(([name]) => !Object.hasOwn(env, name))
    .map(([name, value]) => `${name}=${value}`)
  return `
middy-chat serves ${file} on ${url}

  handler   ${exportName}, on Node.js ${process.version}, behind ${fronts[front]}
  reload    when a source file in ${folder} or below changes
  sign-in   an emulated Cognito user pool; ${url}/local/token?user=learner (or learner2)
  function  ${variables.join('\n            ')}

Try it:

${curlLine(url, '/', {}, front)}
`
}
