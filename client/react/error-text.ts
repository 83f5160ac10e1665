import type { ChatFailure } from '../core/chat-events.ts'
import type { ChatbotTexts } from './texts.ts'
import { waitOf, whenAgain } from './waiting.ts'

/**
 * Describes a failure in plain words, and what to do about it.
 *
 * @param secondsLeft of the wait that the server states
 *
 * @example
 * errorText({ code: 'model_busy', retryable: true, retryAfterSeconds: 37, message: '' }, texts)
 * // 'The tutor is getting too many questions right now. Slow down a little. Try again in 37 s.'
 */
export const errorText = (
  failure: ChatFailure,
  texts: ChatbotTexts,
  secondsLeft: number | undefined = waitOf(failure),
): string => {
  const what = whatFailed(failure, texts)
  return failure.retryable ? `${what} ${whenAgain(secondsLeft, texts)}` : what
}

/** Describes a failure in plain words. */
export const whatFailed = (failure: ChatFailure, { errors }: ChatbotTexts): string =>
  errors[textCodeOf(failure, errors)]

/** Whether signing in again helps. */
export const needsSignIn = ({ code, status }: ChatFailure): boolean =>
  code === 'sign_in' || status === 401

/** The code of the failure, or the nearest one for a response without a known code, e.g. from a firewall. */
function textCodeOf(
  { code, status }: ChatFailure,
  errors: ChatbotTexts['errors'],
): keyof ChatbotTexts['errors'] {
  if (Object.hasOwn(errors, code)) return code as keyof ChatbotTexts['errors']
  if (status === 401) return 'invalid_token'
  if (status === 403) return 'http_403'
  if (status === 413) return 'body_too_large'
  if (status === 429) return 'http_429'
  // 524 is Cloudflare's timeout.
  if (status === 504 || status === 524) return 'model_timeout'
  if (status !== undefined && status >= 500) return 'internal_error'
  return 'unexpected'
}
