import { NodeHttpHandler } from '@smithy/node-http-handler'
import { type AwsFailure, isThrottled, isTransient } from '../../errors/aws-errors.ts'
import type { HttpError } from '../../errors/http-error.ts'
import { modelQuotaExceeded } from '../../errors/model-errors.ts'
import { region, serviceUrl } from '../../formats.ts'
import { type OptionRule, ofFormat, optional } from '../../options.ts'
import { modelError, modelIncomplete, modelMisconfigured, promptTooLong } from '../provider.ts'

/** Where Bedrock is; both APIs have it. */
export type BedrockEndpoint = {
  /** E.g. `eu-west-1`. @defaultValue the SDK's, which is AWS_REGION in a Lambda */
  region?: string | undefined
  /** Another address of the API. @defaultValue the SDK's, which reads AWS_ENDPOINT_URL_… */
  endpoint?: string | undefined
}

export const endpointRules = {
  region: optional(ofFormat(region)),
  endpoint: optional(ofFormat(serviceUrl)),
} satisfies Record<keyof BedrockEndpoint, OptionRule>

/** A connection within a region is made in milliseconds. */
const connectionTimeout = 3_000
/** The limits of the answer come first; this one is for who asks without any. */
const socketTimeout = 60_000

/**
 * The settings of a client.
 *
 * HTTP/1.1, where the SDK's default is HTTP/2: over that a connection that breaks looks to the SDK
 * as if the stream had ended, and an agent's stream has no other end. It keeps connections from one
 * request to the next besides, and in a Lambda nothing else speaks HTTP/2.
 *
 * The SDK tries nothing again: `withRetry` does, which knows whether anything was said.
 */
export const clientSettings = ({ region, endpoint }: BedrockEndpoint) => ({
  ...(region !== undefined && { region }),
  ...(endpoint !== undefined && { endpoint }),
  maxAttempts: 1,
  requestHandler: new NodeHttpHandler({ connectionTimeout, socketTimeout }),
})

/**
 * AWS's exceptions by what they mean here: inside a stream they have no HTTP
 * status, and outside it is 429 for a model that is not ready, and 424 for one that failed.
 *
 * @see https://docs.aws.amazon.com/bedrock/latest/userguide/troubleshooting-api-error-codes.html
 */
const statuses: ReadonlyMap<string, number> = new Map([
  ['ThrottlingException', 429],
  ['ServiceQuotaExceededException', 429],
  ['ModelNotReadyException', 503],
  ['ServiceUnavailableException', 503],
  // Another request in the same session of an agent is under way.
  ['ConflictException', 503],
  ['ModelTimeoutException', 504],
  ['TimeoutError', 504],
  ['InternalServerException', 500],
  ['ModelErrorException', 500],
  ['ModelStreamErrorException', 500],
  ['DependencyFailedException', 500],
  ['BadGatewayException', 502],
  ['ValidationException', 400],
  ['AccessDeniedException', 403],
  ['ResourceNotFoundException', 404],
])

/** What models of several makers say of a prompt that they cannot read at once. */
const tooLong =
  /\b(?:input|prompt) is too long\b|\btoo many (?:input )?tokens\b|\bcontext (?:length|limit|window)\b/i

/** Of a throttling that ends with the day: "Too many tokens per day, please wait before trying again." */
const forTheDay = /\bper day\b/i

/** The SDK names a connection that breaks before the response `TimeoutError`, as one that is silent. */
const brokenConnection = new Set(['ECONNRESET', 'EPIPE'])

/** AWS's messages are read here, and go no further: they hold ARNs, and may repeat the prompt. */
export const bedrockFailure =
  (pkg: string) =>
  (thrown: unknown, opened: boolean): HttpError => {
    const error = (thrown ?? {}) as AwsFailure
    const name = brokenConnection.has(error.code ?? '') ? '' : classOf(error.name ?? '')
    const httpStatus = error.$metadata?.httpStatusCode
    const status = statuses.get(name) ?? (isThrottled(error) ? 429 : httpStatus)
    if (status === undefined ? opened : status < 400) return modelIncomplete(pkg, 'broken stream')
    if (status === 429 && forTheDay.test(error.message)) return modelQuotaExceeded(pkg)
    if (status === 400 && tooLong.test(error.message)) return promptTooLong(pkg, status)
    if (status !== undefined) {
      return modelError({ package: pkg, status, isTransient: isTransient(error) })
    }
    // The network's errors have a code; the SDK's own say that no region or no credentials are set.
    return error.code === undefined ? modelMisconfigured(pkg, name) : modelError({ package: pkg })
  }

/** An exception that the SDK does not expect in a stream has the name of its member, in lower case. */
function classOf(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1)
}
