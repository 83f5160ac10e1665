import { type HttpError, toHttpError } from '../errors/http-error.ts'
import { warnOf } from '../warnings.ts'
import { wasThrottled } from './errors.ts'
import type { LimitOptions } from './options.ts'

/** What happens to requests whose limit could not be checked. */
export type UncheckedPolicy = {
  pkg: string
  whenUnavailable: NonNullable<LimitOptions['whenUnavailable']>
  /** Refuses as if the limit had been reached; `cause` is for the log. */
  refusal(cause: HttpError['cause']): HttpError
}

/**
 * Lets a request pass whose limit could not be checked, and logs a warning; or refuses it. A table
 * that throttles always refuses: otherwise a client could open the gate by flooding its own key.
 *
 * @throws HttpError
 */
export const passUnchecked = (
  thrown: unknown,
  context: object,
  { pkg, whenUnavailable, refusal }: UncheckedPolicy,
): void => {
  const error = toHttpError(thrown, pkg)
  if (wasThrottled(error)) throw refusal(error.cause)
  if (whenUnavailable === 'closed') throw error
  warnOf(context, error)
}
