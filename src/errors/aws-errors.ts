import { isServerError, isThrottlingError, isTransientError } from '@smithy/core/retry'

/** As much as is looked at of what AWS's SDK or the network throws. Its message may repeat what was sent. */
export type AwsFailure = Error & {
  code?: string
  $metadata?: { httpStatusCode?: number }
  $response?: unknown
}

/** Credentials that a sandbox still had when it was frozen: the SDK gets new ones for the next request. */
const expiredCredentials = new Set(['ExpiredToken', 'ExpiredTokenException'])

/** Whether the service asks for fewer requests, under any of the names that AWS has for it. */
export const isThrottled = (error: AwsFailure): boolean => isThrottlingError(error as never)

/**
 * Whether the same request, signed again, may pass: the SDK's own list (clock
 * skew, a signature that expired, faults of the service and of the network,
 * conflicts that the service calls retryable), and expired credentials. With
 * `maxAttempts: 1` the SDK applies it to nothing.
 */
export const isTransient = (error: AwsFailure): boolean =>
  isTransientError(error as never) ||
  isServerError(error as never) ||
  expiredCredentials.has(error.name)
