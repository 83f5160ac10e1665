import type { MiddlewareObj, Request } from '@middy/core'
import { executionContextKeys, lambdaContextKeys, sanitizeKey } from '@middy/util'
import type { Context } from 'aws-lambda'
import { sharedKey } from '../src/answer/request.ts'
import { usageError } from '../src/errors/usage-error.ts'
import {
  checkOptions,
  isListOfNames,
  isRecord,
  type OptionRule,
  type OptionRules,
  trueOrFalse,
  withDefaults,
} from '../src/options.ts'
import { parameterFetcher } from '../src/parameter-fetcher.ts'
import { type ParameterSource, parameterSource } from '../src/parameter-source.ts'

export type { ParameterSource } from '../src/parameter-source.ts'

const pkg = 'middy-chat/ssm-parameters'

/** A parameter's name in the Parameter Store, or its value, which is not fetched. */
export type Parameter = { name: string } | { value: string }

/** The parameters, and how long their values are used. */
export type SsmParametersOptions<
  Key extends string = string,
  SetToContext extends boolean = boolean,
> = {
  /** The parameters by key: `{ name }` in the Parameter Store, or `{ value }`, which is not fetched. */
  parameters: Readonly<Record<Key, Parameter>>
  /** How long a fetched value is used. @defaultValue 300 */
  maxAgeSeconds?: number
  /** The least time between two refreshes of a refused value, and between two attempts to replace an expired one. @defaultValue 60 */
  refreshIntervalSeconds?: number
  /** Fetches with the first request instead of at start-up. @defaultValue false */
  disablePrefetch?: boolean
  /** Also sets `context.KEY` for each parameter. @defaultValue false */
  setToContext?: SetToContext
}

const defaults = {
  maxAgeSeconds: 300,
  refreshIntervalSeconds: 60,
  disablePrefetch: false,
  setToContext: false,
} satisfies Partial<SsmParametersOptions>

const duration: OptionRule = [
  'a number from 0 on',
  (value) => typeof value === 'number' && value >= 0,
]

/** Fields that Lambda's context, or any object, has already. */
const contextFields = new Set([
  ...lambdaContextKeys,
  ...executionContextKeys,
  ...['getRemainingTimeInMillis', 'done', 'fail', 'succeed'],
  ...Object.getOwnPropertyNames(Object.prototype),
])

const rules: OptionRules<SsmParametersOptions> = {
  parameters: [
    (parameters) => {
      const faulty = faultyKeys(parameters).join(', ')
      return faulty === ''
        ? 'an object of parameters; no two keys may be the same to Middy, and none may be middyChat'
        : `a name or a value for each key, which is missing for ${faulty}`
    },
    (parameters) =>
      isRecord(parameters) &&
      faultyKeys(parameters).length === 0 &&
      !Object.hasOwn(parameters, sharedKey) &&
      new Set(Object.keys(parameters).map(sanitizeKey)).size === Object.keys(parameters).length,
  ],
  maxAgeSeconds: duration,
  refreshIntervalSeconds: duration,
  disablePrefetch: trueOrFalse,
  setToContext: [
    'false, or true with keys that are no fields of the context',
    (value, { parameters }) =>
      value === false ||
      (value === true && !Object.keys(parameters ?? {}).some((key) => contextFields.has(key))),
  ],
}

/** @throws TypeError naming every option that is missing, wrong or unknown */
export const ssmParametersValidateOptions = (options: Record<string, unknown> = {}): void =>
  checkOptions(pkg, rules, defaults, options)

/** `request.internal.KEY`: the decrypted value, for Middy's `getInternal`. */
export type SsmParametersInternal<Key extends string = string> = Record<Key, string>

/** `context.KEY` with `setToContext`. Middy replaces characters that an identifier cannot have by `_`. */
export type SsmParametersContext<
  Key extends string = string,
  SetToContext extends boolean = boolean,
> = Context &
  (SetToContext extends true
    ? { [K in Key as ReturnType<typeof sanitizeKey<K>>]: string }
    : unknown)

/**
 * The middleware, and its parameters as sources for objects that are created at start-up, e.g. a
 * model: `parameters.KEY({ refresh: true })` fetches again, at most once per `refreshIntervalSeconds`.
 */
export type SsmParametersMiddleware<
  Key extends string,
  SetToContext extends boolean,
> = MiddlewareObj<
  unknown,
  unknown,
  Error,
  SsmParametersContext<Key, SetToContext>,
  SsmParametersInternal<Key>
> & { parameters: Record<Key, ParameterSource> }

/**
 * Provides decrypted parameters of the Systems Manager Parameter Store. They are
 * fetched at start-up, cached, and fetched once however many requests wait.
 *
 * **Reads** nothing of the request.
 * **Writes** `request.internal.KEY`; with `setToContext` also `context.KEY`.
 * **Throws** 503 `parameter_unavailable` when one cannot be fetched.
 * **Order** after the middlewares that can refuse the request, before the handler. IAM: `ssm:GetParameter`
 * on the parameters, `kms:Decrypt` on a key of your own.
 *
 * @example
 * export const handler = middy()
 *   .use(ssmParameters({ parameters: { apiKey: { name: '/shop/api-key' } }, setToContext: true }))
 *   .handler((event, { apiKey }) => call(apiKey))
 */
export const ssmParameters = <const Key extends string, const SetToContext extends boolean = false>(
  options: SsmParametersOptions<Key, SetToContext>,
): SsmParametersMiddleware<Key, SetToContext> => {
  ssmParametersValidateOptions(options)
  const { parameters, maxAgeSeconds, refreshIntervalSeconds, disablePrefetch, setToContext } =
    withDefaults(defaults, options)
  const given = Object.entries<Parameter>(parameters)
  const ages = { maxAgeMs: maxAgeSeconds * 1000, refreshIntervalMs: refreshIntervalSeconds * 1000 }
  const fetcher = parameterFetcher(pkg)
  const sources = Object.fromEntries(
    given.map(([key, parameter]) => [
      key,
      'value' in parameter
        ? async () => parameter.value
        : parameterSource(() => fetcher(key, parameter.name), ages),
    ]),
  ) as Record<Key, ParameterSource>

  const fetchAll = () =>
    Promise.all(
      Object.entries<ParameterSource>(sources).map(
        async ([key, source]) => [key, await source({ refresh: false })] as const,
      ),
    )
  // A failed warm-up does not count: the sandbox may have been frozen while it ran.
  const warm = disablePrefetch ? undefined : fetchAll().catch(() => {})

  const ssmParametersBefore = async ({ context, internal }: Request) => {
    await warm
    for (const [key, value] of await fetchAll()) {
      Object.assign(internal, { [key]: value })
      if (setToContext) setOn(context, sanitizeKey(key), value)
    }
  }

  return { before: ssmParametersBefore, parameters: sources }
}

/** @throws TypeError when another middleware has set this field */
function setOn(context: object, key: string, value: string): void {
  const other = (context as Record<string, unknown>)[key]
  if (other !== undefined && typeof other !== 'string') {
    throw usageError(pkg, `context.${key} is taken: choose another key of parameters`)
  }
  Object.assign(context, { [key]: value })
}

function faultyKeys(parameters: unknown): string[] {
  const entries = Object.entries(isRecord(parameters) ? parameters : {})
  return entries.filter(([, parameter]) => !isParameter(parameter)).map(([key]) => key)
}

function isParameter(parameter: unknown): boolean {
  const fields = Object.entries(parameter ?? {})
  const isGiven = ([key, value]: [string, unknown]) =>
    (key === 'name' || key === 'value') && isListOfNames([value])
  return fields.length === 1 && fields.every(isGiven)
}
