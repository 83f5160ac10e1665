import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseEnv } from 'node:util'
import { CommandFailure, usageFailure } from '../command.ts'

/** The `parseArgs` options shared by every command that runs a handler. */
export const functionOptions = {
  handler: { type: 'string', default: 'handler' },
  'env-file': { type: 'string' },
  env: { type: 'string', multiple: true },
  parameter: { type: 'string', multiple: true },
  timeout: { type: 'string', default: '60' },
  help: { type: 'boolean', default: false },
} as const

export const functionHelp = `  --handler NAME          the exported handler (default: handler)
  --env-file FILE         environment variables of the function, one NAME=VALUE
                          per line
  --env NAME=VALUE        an environment variable, which overrides --env-file;
                          can be repeated
  --parameter NAME=VALUE  a parameter in the Parameter Store; can be repeated
  --timeout SECONDS       the function's timeout (default: 60)`

/** Lambda's own limit. */
const mostSeconds = 900

type Values = {
  handler: string
  'env-file'?: string | undefined
  env?: readonly string[] | undefined
  parameter?: readonly string[] | undefined
  timeout: string
}

/**
 * The function described by the command line.
 *
 * @throws CommandFailure when an option is invalid or a file is missing
 */
export const readFunctionOptions = (file: string | undefined, values: Values) => {
  if (file === undefined) throw usageFailure("FILE is missing: the handler's module.")
  const timeoutMs = wholeNumber('--timeout', values.timeout, 1, mostSeconds) * 1_000
  const env = pairs('--env', values.env)
  const parameters = pairs('--parameter', values.parameter)
  if (!existsSync(file)) throw new CommandFailure(`${file}: no such file`)
  return {
    modulePath: resolve(file),
    exportName: values.handler,
    timeoutMs,
    // Makes the library log the messages of errors, which it leaves out in production.
    env: { NODE_ENV: 'development', ...readEnv(values['env-file']), ...env },
    parameters,
  }
}

/** @throws CommandFailure unless it is an integer from `least` to `most` */
export const wholeNumber = (
  option: string,
  value: string,
  least = 1,
  most = Number.MAX_SAFE_INTEGER,
): number => {
  const number = Number(value)
  if (/^\d+$/.test(value) && number >= least && number <= most) return number
  const range = most === Number.MAX_SAFE_INTEGER ? `${least} or more` : `${least} to ${most}`
  throw usageFailure(`${option} must be a whole number, ${range}; it is ${JSON.stringify(value)}.`)
}

/** Never prints a value: it may be a secret. */
function pairs(option: string, values: readonly string[] = []): Record<string, string> {
  return Object.fromEntries(
    values.map((value) => {
      const [, name, rest = ''] = /^([^=]+)=(.*)$/s.exec(value) ?? []
      if (name === undefined) throw usageFailure(`${option} must be NAME=VALUE.`)
      return [name, rest]
    }),
  )
}

function readEnv(file: string | undefined): Record<string, string> {
  if (file === undefined) return {}
  try {
    return parseEnv(readFileSync(file, 'utf8')) as Record<string, string>
  } catch (error) {
    throw new CommandFailure(`${file}: ${(error as Error).message}`)
  }
}
