import { NodeHttpHandler } from '@smithy/node-http-handler'
import { type AwsFailure, isThrottled, isTransient } from '../../errors/aws-errors.ts'
import type { HttpError } from '../../errors/http-error.ts'
import { modelQuotaExceeded } from '../../errors/model-errors.ts'
import { region, serviceUrl } from '../../formats.ts'
import { type OptionRule, ofFormat, optional } from '../../options.ts'
import { modelError, modelIncomplete, modelMisconfigured, promptTooLong } from '../provider.ts'

/** The location of Bedrock, for both APIs. */
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

/** Connecting within a region takes milliseconds. */
const connectionTimeout = 3_000
/** The answer's limits apply first; this one is for callers without any. */
const socketTimeout = 60_000

/**
 * The settings of a client.
 *
 * HTTP/1.1 instead of the SDK's default, HTTP/2: over HTTP/2 a broken connection looks to the SDK
 * like the end of the stream, and an agent's stream has no other end. HTTP/1.1 also keeps
 * connections open between requests, and nothing else in the Lambda uses HTTP/2.
 *
 * The SDK does not retry. `withRetry` does: it knows whether there has been any text.
 */
export const clientSettings = ({ region, endpoint }: BedrockEndpoint) => ({
  ...(region !== undefined && { region }),
  ...(endpoint !== undefined && { endpoint }),
  maxAttempts: 1,
  requestHandler: new NodeHttpHandler({ connectionTimeout, socketTimeout }),
})

/**
 * The status that we use for each of AWS's exceptions. Inside a stream they have none; outside, AWS
 * sends 429 for a model that is not ready and 424 for one that failed.
 *
 * @see https://docs.aws.amazon.com/bedrock/latest/userguide/troubleshooting-api-error-codes.html
 */
const statuses: ReadonlyMap<string, number> = new Map([
  ['ThrottlingException', 429],
  ['ServiceQuotaExceededException', 429],
  ['ModelNotReadyException', 503],
  ['ServiceUnavailableException', 503],
  // Another request in the same agent session is in progress.
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

/** How models of several vendors report a prompt that exceeds their context. */
const tooLong =
  /\b(?:input|prompt) is too long\b|\btoo many (?:input )?tokens\b|\bcontext (?:length|limit|window)\b/i

/** A daily limit: "Too many tokens per day, please wait before trying again." */
const forTheDay = /\bper day\b/i

/** The SDK reports a connection broken before the response as `TimeoutError`, like a silent one. */
const brokenConnection = new Set(['ECONNRESET', 'EPIPE'])

/** AWS's messages are read only here: they contain ARNs and may repeat the prompt. */
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
    // Network errors have a code. The SDK's own report a missing region or missing credentials.
    return error.code === undefined ? modelMisconfigured(pkg, name) : modelError({ package: pkg })
  }

/** The SDK names an exception that it does not expect in a stream by its member, in lower case. */
function classOf(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1)
}
