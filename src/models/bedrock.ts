import { NodeHttpHandler } from '@smithy/node-http-handler'
import { isLoopback } from '../loopback.ts'
import { modelError, modelIncomplete, modelMisconfigured } from '../model-errors.ts'
import { type OptionRule, optional } from '../options.ts'

/** Where Bedrock is; both APIs have it. */
export type BedrockPlace = {
  /** E.g. `eu-west-1`. @defaultValue the SDK's, which is AWS_REGION in a Lambda */
  region?: string | undefined
  /** Another address of the API. @defaultValue the SDK's, which reads AWS_ENDPOINT_URL_… */
  endpoint?: string | undefined
}

export const placeRules = {
  region: optional(matching(/^[a-z]{2,4}(-[a-z]+)+-\d$/, 'a region such as eu-west-1')),
  endpoint: optional(['an https URL, or one on this machine', isEndpoint]),
} satisfies Record<keyof BedrockPlace, OptionRule>

/** A string of this form. */
export function matching(pattern: RegExp, what: string): OptionRule {
  return [what, (value) => typeof value === 'string' && pattern.test(value)]
}

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
export const clientSettings = ({ region, endpoint }: BedrockPlace) => ({
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

/** AWS's messages stop here: they hold ARNs, and may repeat the prompt. */
export const bedrockFailure =
  (pkg: string) =>
  (error: unknown, opened: boolean): unknown => {
    const { name = '', code, $metadata } = error as AwsFailure
    const status = statuses.get(classOf(name)) ?? $metadata?.httpStatusCode
    if (status === undefined ? opened : status < 400) return modelIncomplete(pkg, 'broken stream')
    if (status !== undefined) return modelError({ package: pkg, status })
    // The network's errors have a code; the SDK's own say that no region or no credentials are set.
    return code === undefined ? modelMisconfigured(pkg, name) : modelError({ package: pkg })
  }

/** As much as is looked at of what the SDK or the network throws. */
type AwsFailure = { name?: string; code?: string; $metadata?: { httpStatusCode?: number } }

/** An exception that the SDK does not expect in a stream has the name of its member, in lower case. */
function classOf(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1)
}

function isEndpoint(value: unknown): boolean {
  const at = typeof value === 'string' ? URL.parse(value) : null
  return at !== null && (at.protocol === 'https:' || (at.protocol === 'http:' && isLoopback(at)))
}
