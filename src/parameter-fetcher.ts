import { SSMProvider } from '@aws-lambda-powertools/parameters/ssm'
import { httpError } from './errors/http-error.ts'

/** Powertools wraps the service's error. */
type Failure = { name: string; cause?: { name?: string } }

/**
 * Fetches decrypted values and gives up after seconds; the SDK would wait for a silent host forever.
 *
 * @param key of the parameter in the options, for the log
 * @throws HttpError 503 `parameter_unavailable`
 */
export const parameterFetcher = (pkg: string): ((key: string, name: string) => Promise<string>) => {
  let provider: SSMProvider | undefined
  return async (key, name) => {
    const unavailable = (error: string) =>
      httpError('parameter_unavailable', { cause: { package: pkg, key, parameter: name, error } })
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
    const value = await provider
      .get(name, { decrypt: true, forceFetch: true })
      .catch((error: Failure) => {
        throw unavailable(error.cause?.name ?? error.name)
      })
    if (!value) throw unavailable('EmptyParameter')
    return value
  }
}
