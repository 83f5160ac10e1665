import { errorCatalogue } from '../../contract/error-catalogue.ts'
import { type HttpError, httpError } from './http-error.ts'

/** What a provider said, as far as it is safe to log. */
export type ProviderFailure = {
  /** The adapter, e.g. `middy-chat/models/gemini`. */
  package: string
  /** The provider's HTTP status; without one the provider was not reached. */
  status?: number
  /** How long the provider asks to wait, in seconds. */
  retryAfterSeconds?: number
  /** The same request may pass, whatever its status says: e.g. one whose signature had expired. */
  isTransient?: boolean
}

/** Statuses below 500 that say nothing about the request: a conflict, too early, cancelled. */
const transientStatuses = new Set([409, 425, 499])

/**
 * The one mapping from a provider's failure to ours: what the client sees is a
 * matter of who can do something about it. The provider's own message is never
 * among it, for it may repeat the key or the prompt.
 */
export const modelError = ({
  package: pkg,
  status,
  retryAfterSeconds,
  isTransient = false,
}: ProviderFailure): HttpError => {
  const cause = { package: pkg, ...(status !== undefined && { providerStatus: status }) }
  const headers =
    retryAfterSeconds === undefined ? undefined : { 'retry-after': String(retryAfterSeconds) }
  if (status === undefined) return httpError('model_unreachable', { cause })
  if (status === 429) return httpError('model_busy', { cause, headers })
  if (status === 503) return httpError('model_overloaded', { cause, headers })
  if (status === 408 || status === 504) {
    return httpError('model_timeout', { message: 'The model did not answer in time.', cause })
  }
  if (status >= 500 || isTransient || transientStatuses.has(status)) {
    return httpError('model_failed', { cause })
  }
  // 400, 401, 403, 404: our key, our model's name or our request is wrong.
  return httpError('model_misconfigured', { cause })
}

/** What is set up here, or at the provider, does not fit: no client can mend that. */
export const modelMisconfigured = (pkg: string, why: string): HttpError =>
  httpError('model_misconfigured', { cause: { package: pkg, why } })

/** Nothing came in time: not the first text. */
export const modelTimeout = (pkg: string): HttpError =>
  httpError('model_timeout', { cause: { package: pkg } })

/** Nothing more came in time, after the first text. */
export const modelStalled = (pkg: string): HttpError =>
  httpError('model_stalled', { cause: { package: pkg } })

/** The model was done and had said nothing. */
export const modelEmpty = (pkg: string): HttpError =>
  httpError('model_empty', { cause: { package: pkg } })

/**
 * What the provider grants for a day is used up: no other try of today helps.
 *
 * @param endsAt when it is granted again, where that is known
 */
export const modelQuotaExceeded = (pkg: string, endsAt?: Date): HttpError => {
  if (!endsAt) return httpError('model_quota_exceeded', { cause: { package: pkg } })
  const time = endsAt.toISOString()
  const seconds = Math.max(1, Math.ceil((endsAt.getTime() - Date.now()) / 1000))
  return httpError('model_quota_exceeded', {
    message: `${errorCatalogue.model_quota_exceeded.message} Try again after ${time.slice(0, 16)}Z.`,
    cause: { package: pkg, endsAt: time },
    headers: { 'retry-after': String(seconds) },
  })
}

/** The model used all of its tokens, e.g. on thinking, before it said anything. Another try costs the same. */
export const modelLength = (pkg: string, why: string): HttpError =>
  httpError('model_length', { cause: { package: pkg, why } })

/** The model's answer is not the JSON that was asked for. @param retryable whether another try may give it */
export const modelInvalid = (pkg: string, why: string, retryable = true): HttpError =>
  httpError('model_invalid', { cause: { package: pkg, why }, retryable })

/** The stream ended, or held something else, before the model said that it was done. */
export const modelIncomplete = (pkg: string, why: string): HttpError =>
  httpError('model_incomplete', { cause: { package: pkg, why } })

/** The provider stopped for a reason of its own: about this prompt, so another try ends the same way. */
export const modelStopped = (pkg: string, reason: string): HttpError =>
  httpError('model_incomplete', { cause: { package: pkg, why: reason }, retryable: false })

/** More than the model can read at once. */
export const promptTooLong = (pkg: string, status: number): HttpError =>
  httpError('prompt_too_long', { cause: { package: pkg, providerStatus: status } })

/** The provider will not answer this prompt. */
export const promptRefused = (pkg: string, why: string): HttpError =>
  httpError('prompt_refused', { cause: { package: pkg, why } })

/** The provider broke off before the first word. */
export const answerRefused = (pkg: string, why = 'no text'): HttpError =>
  httpError('answer_refused', { cause: { package: pkg, why } })

/** The model said more than can be sent. */
export const answerTooLarge = (pkg: string, maxBytes: number): HttpError =>
  httpError('answer_too_large', { cause: { package: pkg, maxBytes } })
