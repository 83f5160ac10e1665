import { isServerError, isThrottlingError, isTransientError } from '@smithy/core/retry'

/** The fields that we read of an AWS or network error. Its message may repeat the request. */
export type AwsFailure = Error & {
  code?: string
  $metadata?: { httpStatusCode?: number }
  $response?: unknown
}

/** Credentials that expired in a frozen sandbox; the SDK renews them for the next request. */
const expiredCredentials = new Set(['ExpiredToken', 'ExpiredTokenException'])

/** Whether the service is throttling, under any of AWS's names for it. */
export const isThrottled = (error: AwsFailure): boolean => isThrottlingError(error as never)

/**
 * Whether the same request may succeed when signed again: the SDK's own list
 * (clock skew, an expired signature, service and network faults, conflicts that
 * the service marks as retryable), and expired credentials. With `maxAttempts: 1`
 * the SDK itself retries none of them.
 */
export const isTransient = (error: AwsFailure): boolean =>
  isTransientError(error as never) ||
  isServerError(error as never) ||
  expiredCredentials.has(error.name)
