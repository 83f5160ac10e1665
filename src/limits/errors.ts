import { type HttpError, httpError, isHttpError } from '../errors/http-error.ts'

/** `retry-after` in seconds of a wait whose end nobody knows: an answer may end at any time. */
export const unknownWait = '5'

/**
 * The table of the limits is unavailable.
 *
 * @param error the name of the service's error; like the other facts, it is for the log
 */
export const limitsUnavailable = (
  pkg: string,
  table: string,
  error: string,
  throttled: boolean,
): HttpError =>
  httpError('limits_unavailable', { cause: { package: pkg, table, error, throttled } })

/** Whether this is a `limits_unavailable` of a table that throttled its requests. */
export const wasThrottled = (error: unknown): boolean =>
  isHttpError(error) && error.code === 'limits_unavailable' && error.cause.throttled === true
