import { parseArgs } from 'node:util'
import { CommandFailure, usageFailure } from '../command.ts'
import { printLogs } from './diag/logs.ts'
import { showLimit, testRequest, warmUp } from './diag/requests.ts'
import { endpointOf, functionOf, targetOf } from './diag/target.ts'
import { deployedBy } from './diag/terraform.ts'
import { wholeNumber } from './function-options.ts'

export const diagHelp = `middy-chat diag WHAT ENV [OPTIONS]

Looks at a deployed function of this project, or at the twin of npm start.

  url                prints the function's address
  test               asks a question, and shows the status, the limit that is
                     left, and the frames of the answer with their times
  limits             asks until the function refuses. The requests have no
                     message, so they count, and no model is asked
  warmup             sends requests that start the function and ask no model
  logs               prints the function's log, from CloudWatch

  ENV                an environment such as dev, whose address is read from
                     Terraform's outputs; local for the twin
  --function NAME    public-chat, chat, chatbot-query or motivator
                     (default: public-chat)
  --terraform FOLDER the folder of Terraform's root module, in which the state
                     of ENV is selected (default: terraform)
  --url URL          the function's address, instead of ENV
  --token TOKEN      a user's token, for functions that need one (default: the
                     variable MIDDY_CHAT_TOKEN; for local a new one)
  --json             test: wants JSON where the function can stream
  --requests N       limits: the most requests to send (default: 100)
                     warmup: how many to send at once (default: 1)
  --follow           logs: goes on until Ctrl-C
  --since MINUTES    logs: how far back to begin (default: 10)
  --log-group NAME   logs: the log group, instead of ENV
  --region REGION    logs: the region (default: the AWS SDK's)
  --help             shows this help

logs needs the package @aws-sdk/client-cloudwatch-logs and the permission
logs:FilterLogEvents. Exits with 1 if the answer to test was not complete, if
limits was never refused, or if nothing answers; with 2 if the command line is
invalid.`

const stream = 'text/event-stream, application/json;q=0.5'

/** `middy-chat diag`. @throws CommandFailure */
export const diag = async (args: string[]): Promise<void> => {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      function: { type: 'string', default: 'public-chat' },
      terraform: { type: 'string', default: 'terraform' },
      url: { type: 'string' },
      token: { type: 'string' },
      json: { type: 'boolean', default: false },
      requests: { type: 'string' },
      follow: { type: 'boolean', default: false },
      since: { type: 'string', default: '10' },
      'log-group': { type: 'string' },
      region: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return console.log(diagHelp)
  const [what, environment, ...more] = positionals
  if (more.length > 0) throw usageFailure(`only one ENV is allowed, not also ${more.join(' ')}.`)
  const options = { ...values, environment }
  const requests = (byDefault: string) =>
    wholeNumber('--requests', values.requests ?? byDefault, 1, 1_000)

  switch (what) {
    case 'url':
      return console.log(await endpointOf(options))
    case 'test':
      return exitUnless(
        await testRequest(await targetOf(options), values.json ? 'application/json' : stream),
      )
    case 'limits':
      return exitUnless(await showLimit(await targetOf(options), requests('100')))
    case 'warmup':
      return warmUp(await targetOf(options), requests('1'))
    case 'logs':
      return printLogs({
        logGroup: values['log-group'] ?? (await logGroupOf(options)),
        sinceMs: wholeNumber('--since', values.since, 1) * 60_000,
        follow: values.follow,
        region: values.region,
      })
    default:
      throw usageFailure(
        `${what === undefined ? 'WHAT is missing' : `unknown ${what}`}: url, test, limits, warmup or logs.`,
      )
  }
}

function exitUnless(isWell: boolean): void {
  if (!isWell) process.exitCode = 1
}

type LogsTarget = { environment: string | undefined; function: string; terraform: string }

async function logGroupOf({ environment, terraform, ...options }: LogsTarget): Promise<string> {
  const own = functionOf(options.function)
  if (environment === undefined) throw usageFailure('ENV is missing, or --log-group.')
  if (environment === 'local') {
    throw new CommandFailure('the twin prints its log itself, where npm start runs.')
  }
  return `/aws/lambda/${(await deployedBy(terraform, environment, own)).functionName}`
}
