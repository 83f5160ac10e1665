import { dirname, relative } from 'node:path'
import { parseArgs } from 'node:util'
import { explainStart, usageFailure } from '../command.ts'
import { curlLine } from '../curl-line.ts'
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

Serves a Lambda handler on this machine, behind a Function URL: streaming or
not, each execution environment a process of its own, with a user pool, a
Parameter Store and a Gemini around it that need no account. After a change of
a source file in FILE's folder, or below it, the next request starts a fresh
environment; what is under way is answered by the code of before.

  FILE                    the module of the handler: .mjs, .js, or .ts where
                          this Node.js strips types
  --port N                the port on 127.0.0.1, 0 for any (PORT, or 8787)
  --cloudfront            puts CloudFront with origin access control in front,
                          as terraform/modules/oac-distribution does: a body
                          needs its hash, and the token arrives in
                          x-viewer-authorization
  --concurrency N         execution environments at most (10)
${functionHelp}
  --help                  this text

GET /local/token?user=learner signs a learner in; all else goes to the handler.
What the function prints goes to stderr. It sees no variable of yours but PATH
and those that are given here; NODE_ENV is development, so that it logs the
messages of errors. SIGINT and SIGTERM end everything, with status
0; status 1 says that it could not start, 2 that the command line is wrong.`

/** `middy-chat dev`: resolves once the server is listening. @throws CommandFailure */
export const dev = async (args: string[]): Promise<void> => {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      ...functionOptions,
      port: { type: 'string', default: process.env.PORT ?? '8787' },
      cloudfront: { type: 'boolean', default: false },
      concurrency: { type: 'string', default: '10' },
    },
  })
  if (values.help) return console.log(devHelp)
  const [file = '', ...more] = positionals
  if (more.length > 0) throw usageFailure(`one FILE, not ${more.join(' ')} as well.`)
  const lambda = readFunctionOptions(positionals[0], values)
  const port = wholeNumber('--port', values.port, 0, 65_535)
  const concurrency = wholeNumber('--concurrency', values.concurrency)
  const cloudFront = values.cloudfront

  const log = startLog()
  const twin = await startTwin({ ...lambda, port, concurrency, cloudFront, onLog: log.line })
    .catch(log.blame)
    .catch(explainStart(file))
  log.release()
  const unwatch = await watchSources(dirname(lambda.modulePath), () => {
    console.error(`${file} or a source beside it has changed: fresh environments from now on`)
    void twin.restart()
  })
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      unwatch()
      void twin.close()
    })
  }
  console.log(banner(file, twin, { ...lambda, cloudFront }))
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

function banner(
  file: string,
  { url, environment }: Twin,
  {
    exportName,
    modulePath,
    env,
    cloudFront,
  }: ReturnType<typeof readFunctionOptions> & { cloudFront: boolean },
): string {
  const folder = relative('', dirname(modulePath)) || '.'
  const variables = Object.entries(environment)
    .filter(([name]) => !Object.hasOwn(env, name))
    .map(([name, value]) => `${name}=${value}`)
  return `
middy-chat serves ${file} on ${url}

  handler   ${exportName}, on Node.js ${process.version}, behind ${cloudFront ? 'CloudFront and ' : ''}a Function URL
  reload    when a source file in ${folder} changes
  sign-in   a Cognito-like user pool; ${url}/local/token?user=learner (or learner2)
  function  ${variables.join('\n            ')}

Paste this:

${curlLine(url, '/', {})}
`
}
