import { serviceUrl } from '../../../src/formats.ts'
import { CommandFailure, usageFailure } from '../../command.ts'
import { wholeNumber } from '../function-options.ts'
import { type DiagFunction, diagFunctions } from './functions.ts'
import { deployedBy } from './terraform.ts'

/** What the command line says about it; `environment` may be `local`. */
export type TargetOptions = {
  environment: string | undefined
  function: string
  terraform: string
  url?: string | undefined
  token?: string | undefined
}

/** A function to ask. */
export type Target = {
  endpoint: string
  body: object
  /** The header with the token, if the function wants one. Never printed. */
  headers: Record<string, string>
}

/** The twin of `npm start`. */
const twinAt = () =>
  `http://127.0.0.1:${wholeNumber('PORT', process.env.PORT || '8787', 1, 65_535)}`

/** @throws CommandFailure for an unknown function */
export const functionOf = (name: string): DiagFunction => {
  const found = Object.hasOwn(diagFunctions, name) ? diagFunctions[name] : undefined
  if (found) return found
  throw usageFailure(`--function must be one of ${Object.keys(diagFunctions).join(', ')}.`)
}

/** The address of a function: `--url`, the twin's, or Terraform's. @throws CommandFailure */
export const endpointOf = async (options: TargetOptions): Promise<string> => {
  const { environment, url, terraform } = options
  const own = functionOf(options.function)
  if (url !== undefined) {
    if (serviceUrl.matches(url)) return url
    throw usageFailure(`--url must be ${serviceUrl.what}.`)
  }
  if (environment === undefined) throw usageFailure('ENV is missing: an environment, or local.')
  if (environment === 'local') return `${twinAt()}${own.path}`
  return (await deployedBy(terraform, environment, own)).endpoint
}

/** A function, and the token to ask it with. @throws CommandFailure, also without a token */
export const targetOf = async (options: TargetOptions): Promise<Target> => {
  const { body, tokenHeader } = functionOf(options.function)
  const endpoint = await endpointOf(options)
  if (tokenHeader === undefined) return { endpoint, body, headers: {} }
  const token = options.token ?? process.env.MIDDY_CHAT_TOKEN ?? (await mintedBy(options))
  if (token === undefined) {
    throw new CommandFailure(
      `${options.function} needs a token: give it in MIDDY_CHAT_TOKEN, or by --token.`,
    )
  }
  const value = tokenHeader === 'authorization' ? `Bearer ${token}` : token
  return { endpoint, body, headers: { [tokenHeader]: value } }
}

/** A token of the twin's own user pool. */
async function mintedBy({ environment, url }: TargetOptions): Promise<string | undefined> {
  if (environment !== 'local' || url !== undefined) return undefined
  const at = `${twinAt()}/local/token?user=learner`
  const response = await fetch(at).catch(unreachable(at))
  const { idToken } = (await response.json().catch(() => ({}))) as { idToken?: unknown }
  if (typeof idToken === 'string') return idToken
  throw new CommandFailure(`${at} gives no token: that is not the twin.`)
}

/** For `catch`: says what cannot be reached, and for the twin what to do. */
export const unreachable =
  (url: string) =>
  (error: Error): never => {
    const { origin } = new URL(url)
    const advice = origin === twinAt() ? ' Start the twin with npm start.' : ''
    throw new CommandFailure(`${origin} does not answer (${codeOf(error)}).${advice}`)
  }

/** Why fetch failed, e.g. `ECONNREFUSED`. */
export const codeOf = (error: unknown): string => {
  const { name, cause } = error as Error
  const { code, message = name } = (cause ?? {}) as { code?: string; message?: string }
  return code ?? message
}
