import { SSMProvider } from '@aws-lambda-powertools/parameters/ssm'
import type { MiddlewareObj, Request } from '@middy/core'
import type { Context } from 'aws-lambda'
import { httpError } from '../src/errors.ts'
import {
  checkOptions,
  isListOfNames,
  isRecord,
  type OptionRule,
  type OptionRules,
  trueOrFalse,
  withDefaults,
} from '../src/options.ts'
import { type ParameterSource, parameterSource } from '../src/parameter-source.ts'

const pkg = 'middy-chat/ssm-parameters'

/** A parameter by its name in the Parameter Store, or its value, which then needs no fetch. */
export type Parameter = { name: string } | { value: string }

export type SsmParametersOptions<Key extends string = string> = {
  /** The parameters by the key under which they are wanted. */
  parameters: Readonly<Record<Key, Parameter>>
  /** How long a fetched value is used. @defaultValue 300 */
  maxAgeSeconds?: number
  /** Between two refreshes that a refused value asks for, and between two tries to replace one beyond its age. @defaultValue 60 */
  refreshIntervalSeconds?: number
  /** Fetches with the first request instead of at start-up. @defaultValue false */
  disablePrefetch?: boolean
}

const defaults = {
  maxAgeSeconds: 300,
  refreshIntervalSeconds: 60,
  disablePrefetch: false,
} satisfies Partial<SsmParametersOptions>

const duration: OptionRule = [
  'a number from 0 on',
  (value) => typeof value === 'number' && value >= 0,
]

const rules: OptionRules<SsmParametersOptions> = {
  parameters: [
    'a name or a value for each key',
    (parameters) => isRecord(parameters) && Object.values(parameters).every(isParameter),
  ],
  maxAgeSeconds: duration,
  refreshIntervalSeconds: duration,
  disablePrefetch: trueOrFalse,
}

/** @throws TypeError naming every option that is missing, wrong or unknown */
export const ssmParametersValidateOptions = (options: Record<string, unknown> = {}): void =>
  checkOptions(pkg, rules, defaults, options)

type Sources<Key extends string> = Record<Key, ParameterSource>

/** `context.parameters.KEY({ refresh: false })` resolves to the decrypted value. */
export type SsmParametersContext<Key extends string = string> = Context & {
  parameters: Sources<Key>
}

/** The middleware, and the sources themselves for what is made once at start-up, e.g. a model. */
export type SsmParametersMiddleware<Key extends string> = MiddlewareObj<
  unknown,
  unknown,
  Error,
  SsmParametersContext<Key>
> & { parameters: Sources<Key> }

/**
 * Makes decrypted parameters of the Systems Manager at hand: fetched at
 * start-up, kept for a while, fetched once for all who wait.
 *
 * **Reads** nothing of the request.
 * **Writes** `context.parameters`.
 * **Throws** 503 `parameter_unavailable` when one cannot be had. `refresh: true`
 * fetches anew, at most once per `refreshIntervalSeconds`.
 * **Order** after whoever may refuse the request, before the handler. IAM: `ssm:GetParameter`
 * on the parameters, `kms:Decrypt` on a key of your own.
 *
 * @example
 * const keys = ssmParameters({ parameters: { apiKey: { name: '/shop/api-key' } } })
 * export const handler = middy()
 *   .use(keys)
 *   .handler(async (event, { parameters }) => call(await parameters.apiKey({ refresh: false })))
 */
export const ssmParameters = <const Key extends string>(
  options: SsmParametersOptions<Key>,
): SsmParametersMiddleware<Key> => {
  ssmParametersValidateOptions(options)
  const { parameters, maxAgeSeconds, refreshIntervalSeconds, disablePrefetch } = withDefaults(
    defaults,
    options,
  )
  const given = Object.entries<Parameter>(parameters)
  const ages = { maxAgeMs: maxAgeSeconds * 1000, refreshIntervalMs: refreshIntervalSeconds * 1000 }
  const fetcher = parameterFetcher()
  const sources = Object.fromEntries(
    given.map(([key, parameter]) => [
      key,
      'value' in parameter
        ? async () => parameter.value
        : parameterSource(() => fetcher(parameter.name), ages),
    ]),
  ) as Sources<Key>

  const fetchAll = () =>
    Promise.all(Object.values<ParameterSource>(sources).map((source) => source({ refresh: false })))
  // A warm-up that fails is forgotten: the sandbox may have been frozen while it ran.
  const warm = disablePrefetch ? undefined : fetchAll().catch(() => {})

  const ssmParametersBefore = async ({
    context,
  }: Request<unknown, unknown, Error, SsmParametersContext<Key>>) => {
    await warm
    await fetchAll()
    context.parameters = sources
  }

  return { before: ssmParametersBefore, parameters: sources }
}

function isParameter(parameter: unknown): boolean {
  const [[key, value] = [], ...others] = Object.entries(parameter ?? {})
  return (key === 'name' || key === 'value') && isListOfNames([value]) && others.length === 0
}

/** Fetches decrypted, and gives up in seconds: the SDK alone would wait for a silent host without end. */
function parameterFetcher(): (name: string) => Promise<string> {
  let provider: SSMProvider | undefined
  return async (name) => {
    provider ??= new SSMProvider({
      clientConfig: {
        maxAttempts: 2,
        requestHandler: {
          connectionTimeout: 1_000,
          requestTimeout: 2_000,
          throwOnRequestTimeout: true,
        },
      },
    })
    const value = await provider.get(name, { decrypt: true, forceFetch: true }).catch(unavailable)
    return value || unavailable({ name: 'EmptyParameter' })
  }
}

function unavailable(error: { name: string; cause?: { name?: string } }): never {
  throw httpError(503, 'parameter_unavailable', 'The service is not ready: try again.', {
    cause: { package: pkg, error: error.cause?.name ?? error.name },
  })
}
