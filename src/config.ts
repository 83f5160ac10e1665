import type { StandardSchemaV1 } from '@standard-schema/spec'
import * as z from 'zod/mini'
import { keysOf } from './issues.ts'
import { isLoopback } from './loopback.ts'

/**
 * Reads the configuration from environment variables, once, at start-up.
 *
 * @param schema of an object whose keys are the variables' names; an empty variable counts as missing.
 *   Its messages are shown: they must not repeat the input (zod's do not, valibot's do)
 * @throws TypeError that names every variable at fault, and the value of none
 */
export const readConfig = <Schema extends StandardSchemaV1>(
  schema: Schema,
  environment: NodeJS.ProcessEnv,
): StandardSchemaV1.InferOutput<Schema> => {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''))
  const result = schema['~standard'].validate(given)
  if (result instanceof Promise) throw new TypeError('A configuration is read at once')
  if (!result.issues) return result.value
  const faults = result.issues.map((issue) => `${keysOf(issue).join('.')}: ${issue.message}`)
  throw new TypeError(`The configuration is not valid.\n  ${faults.join('\n  ')}`)
}

const required = (what: string) => ({
  error: ({ input }: { input?: unknown }) =>
    input === undefined ? `missing: ${what}` : `must be ${what}`,
})

const text = (pattern: RegExp, what: string) =>
  z.string(required(what)).check(z.regex(pattern, `must be ${what}`))

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UserPoolType.html */
export const userPoolId = () =>
  text(/^[a-z]{2,4}(-[a-z]+)+-\d_[0-9A-Za-z]+$/, 'a user pool id such as eu-west-1_AbCdEf123')

/** One or more, comma-separated. @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UserPoolClientType.html */
export const clientIds = () =>
  z.pipe(
    text(/^ *\w{1,128} *(, *\w{1,128} *)*$/, 'app client ids, comma-separated'),
    z.transform((ids) => ids.split(',').map((id) => id.trim())),
  )

/** An override for tests: a URL on this machine. */
export const loopbackUrl = () => url('a URL on this machine (loopback)', isLoopback)

/** Where a service is: https, or this machine. */
export const serviceUrl = () =>
  url('an https URL, or one on this machine', (at) => at.protocol === 'https:' || isLoopback(at))

function url(what: string, isGood: (at: URL) => boolean) {
  return z.string().check(
    z.refine(
      (value) => {
        const at = URL.parse(value)
        return at !== null && /^https?:$/.test(at.protocol) && isGood(at)
      },
      { error: `must be ${what}` },
    ),
  )
}

/** A model's name as it stands in a URL's path. */
export const modelName = () => text(/^[\w.-]+(\/[\w.-]+)?$/, 'a model such as gemini-3.8-flash')

export const oneOf = <const Value extends string>(...values: Value[]) =>
  z.enum(values, `must be one of ${values.join(', ')}`)

/** A parameter's name or path. @see https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-su-create.html */
export const parameterName = () => text(/^[\w./:-]{1,2048}$/, 'the name of an SSM parameter')

/** A secret, never printed. */
export const secret = () => z.string().check(z.minLength(1))

/** What a token is signed and checked with; shorter, it could be guessed. Never printed. @see https://www.rfc-editor.org/rfc/rfc7518#section-3.2 */
export const sharedSecret = () =>
  z.string().check(z.refine((value) => Buffer.byteLength(value) >= 32, 'must be at least 32 bytes'))

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html */
export const tableName = () => text(/^[\w.-]{3,255}$/, 'the name of a DynamoDB table')

/** Of an agent or of its alias. @see https://docs.aws.amazon.com/bedrock/latest/APIReference/API_agent-runtime_InvokeAgent.html */
export const agentId = () => text(/^[0-9A-Za-z]{1,10}$/, 'an id of Bedrock, up to 10 characters')

/** A model, an inference profile, or the ARN of either. @see https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ConverseStream.html */
export const bedrockModelId = () =>
  text(/^[\w.:/-]{1,2048}$/, 'a model such as openai.gpt-oss-120b-1:0')

/** A whole number of something, at least one. */
export const count = (what: string) =>
  z.pipe(
    text(/^[1-9]\d{0,8}$/, what),
    z.transform((digits) => Number(digits)),
  )

/**
 * Checks an object that it has all keys of exactly one of several ways, and none of another;
 * also when other keys are at fault.
 *
 * @param ways each a key, or the keys that belong together
 */
export const exactlyOneOf = <Config extends object>(
  ...ways: ((keyof Config & string) | readonly (keyof Config & string)[])[]
) => {
  const groups = ways.map((way) => (typeof way === 'string' ? [way] : way))
  const keys = groups.flat()
  return z.refine<Config>(
    (config) =>
      groups.some((group) =>
        keys.every((key) => (config[key] !== undefined) === group.includes(key)),
      ),
    {
      error: 'exactly one of them is needed',
      path: [groups.map((group) => group.join(' and ')).join(' or ')],
      when: () => true,
    },
  )
}

/** A secret as it was configured: itself, or the name of the SSM parameter that holds it. */
export const secretOrName = (
  value: string | undefined,
  name: string | undefined,
): { value: string } | { name: string } => (value === undefined ? { name: name ?? '' } : { value })

/** Tells the log of every variable that takes a service from elsewhere than AWS or Google. */
export const warnOfOverrides = <Config extends object>(
  logger: { warn(message: string): void },
  config: Config,
  names: readonly (keyof Config & string)[],
): void => {
  for (const name of names) {
    if (config[name] !== undefined) {
      // Not the whole URL, which may hold a password.
      const { origin } = new URL(String(config[name]))
      logger.warn(`${name} overrides where a service is: ${origin}`)
    }
  }
}
