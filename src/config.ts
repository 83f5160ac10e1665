import type { StandardSchemaV1 } from '@standard-schema/spec'
import * as z from 'zod/mini'
import type { Format } from './formats.ts'
import * as formats from './formats.ts'
import { keysOf } from './issues.ts'
import { isLoopback } from './loopback.ts'

/**
 * Reads the configuration from environment variables at start-up.
 *
 * @param schema of an object whose keys are the variables' names; an empty variable counts as missing.
 *   Its messages are shown, so they must not repeat the input (zod's do not, valibot's do)
 * @throws TypeError that names every faulty variable, without its value
 */
export const readConfig = <Schema extends StandardSchemaV1>(
  schema: Schema,
  environment: NodeJS.ProcessEnv,
): StandardSchemaV1.InferOutput<Schema> => {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''))
  const result = schema['~standard'].validate(given)
  if (result instanceof Promise)
    throw new TypeError('The schema of a configuration must be synchronous')
  if (!result.issues) return result.value
  const faults = result.issues.map((issue) => `${keysOf(issue).join('.')}: ${issue.message}`)
  throw new TypeError(`The configuration is not valid.\n  ${faults.join('\n  ')}`)
}

const required = (what: string) => ({
  error: ({ input }: { input?: unknown }) =>
    input === undefined ? `missing: ${what}` : `must be ${what}`,
})

/** A variable of this format, see `formats.ts`. */
export const text = ({ what, matches }: Format) =>
  z.string(required(what)).check(z.refine(matches, `must be ${what}`))

/** One or more texts separated by commas, as a list. */
const list = (format: Format) =>
  z.pipe(
    text(format),
    z.transform((texts) => texts.split(',').map((each) => each.trim())),
  )

/** One or more app clients, as a list. */
export const clientIds = () => list(formats.clientIds)

/** The origins of pages, as a list. */
export const origins = () => list(formats.origins)

/** The issuers of a user pool, as a list. @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_IssuerConfigurationType.html */
export const cognitoIssuers = () =>
  z.pipe(
    oneOf('original', 'updated', 'original,updated'),
    z.transform((issuers) => issuers.split(',') as ('original' | 'updated')[]),
  )

/** One of these words. */
export const oneOf = <const Value extends string>(...values: Value[]) =>
  z.enum(values, `must be one of ${values.join(', ')}`)

/** `true` or `false`, and `false` if it is missing. */
export const flag = () =>
  z._default(
    z.pipe(
      oneOf('true', 'false'),
      z.transform((given) => given === 'true'),
    ),
    false,
  )

/** A secret, never printed. */
export const secret = () => z.string().check(z.minLength(1))

/** The secret that signs and verifies tokens; a shorter one could be guessed. Never printed. @see https://www.rfc-editor.org/rfc/rfc7518#section-3.2 */
export const sharedSecret = () =>
  z.string().check(z.refine((value) => Buffer.byteLength(value) >= 32, 'must be at least 32 bytes'))

/** A positive whole number. */
export const count = (what: string) =>
  z.pipe(
    text({ what, matches: (digits) => /^[1-9]\d{0,8}$/.test(digits) }),
    z.transform((digits) => Number(digits)),
  )

/**
 * Checks that an object has all keys of exactly one of several alternatives, and none of another;
 * also when other keys are faulty.
 *
 * @param ways alternatives, each a key or keys that belong together
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

/** Checks that these keys are set only together with another; also when other keys are faulty. */
export const onlyWith = <Config extends object>(
  key: keyof Config & string,
  ...dependent: (keyof Config & string)[]
) =>
  z.refine<Config>(
    (config) => config[key] !== undefined || dependent.every((each) => config[each] === undefined),
    { error: `only with ${key}`, path: [dependent.join(' and ')], when: () => true },
  )

/** A secret from the configuration: its value, or the name of the SSM parameter that holds it. */
export const secretOrName = (
  value: string | undefined,
  name: string | undefined,
): { value: string } | { name: string } => (value === undefined ? { name: name ?? '' } : { value })

/** Logs every variable that replaces the address of a service: as a warning, unless the address is on this machine. */
export const logOverrides = <Config extends object>(
  logger: { warn(message: string): void; debug(message: string): void },
  config: Config,
  names: readonly (keyof Config & string)[],
): void => {
  for (const name of names) {
    if (config[name] !== undefined) {
      const url = new URL(String(config[name]))
      // Only the origin, since the URL may contain a password.
      logger[isLoopback(url) ? 'debug' : 'warn'](`${name} replaces an address: ${url.origin}`)
    }
  }
}
