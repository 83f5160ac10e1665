import { errorCatalogue } from '../../contract/error-catalogue.ts'
import { type HttpError, httpError } from './http-error.ts'

/** The facts of a provider's failure that are safe to log. */
export type ProviderFailure = {
  /** The adapter, e.g. `middy-chat/models/gemini`. */
  package: string
  /** The provider's HTTP status; absent if the provider was not reached. */
  status?: number
  /** The delay that the provider asks for, in seconds. */
  retryAfterSeconds?: number
  /** The same request may succeed later, whatever the status, e.g. after an expired signature. */
  isTransient?: boolean
}

/** Statuses below 500 that do not blame the request: conflict, too early, cancelled. */
const transientStatuses = new Set([409, 425, 499])

/**
 * Maps a provider's failure to our error. The code depends on who can fix the
 * failure. The provider's own message is never included, since it may repeat
 * the key or the prompt.
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
  // 400, 401, 403, 404: the key, the model's name or the request is wrong.
  return httpError('model_misconfigured', { cause })
}

/** The configuration is wrong, here or at the provider; no client can fix that. */
export const modelMisconfigured = (pkg: string, why: string): HttpError =>
  httpError('model_misconfigured', { cause: { package: pkg, why } })

/** The first text did not arrive in time. */
export const modelTimeout = (pkg: string): HttpError =>
  httpError('model_timeout', { cause: { package: pkg } })

/** The stream stalled after the first text. */
export const modelStalled = (pkg: string): HttpError =>
  httpError('model_stalled', { cause: { package: pkg } })

/** The model finished without any text. */
export const modelEmpty = (pkg: string): HttpError =>
  httpError('model_empty', { cause: { package: pkg } })

/**
 * The provider's daily quota is used up; a retry on the same day does not help.
 *
 * @param endsAt when the quota resets, if known
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

/** The model spent all tokens, e.g. on thinking, before any text. A retry costs the same. */
export const modelLength = (pkg: string, why: string): HttpError =>
  httpError('model_length', { cause: { package: pkg, why } })

/** The answer is not the requested JSON. @param retryable whether a retry may succeed */
export const modelInvalid = (pkg: string, why: string, retryable = true): HttpError =>
  httpError('model_invalid', { cause: { package: pkg, why }, retryable })

/** The stream ended early, or contained something unexpected, before a finish reason. */
export const modelIncomplete = (pkg: string, why: string): HttpError =>
  httpError('model_incomplete', { cause: { package: pkg, why } })

/** The provider stopped for a reason that lies in this prompt; a retry would end the same way. */
export const modelStopped = (pkg: string, reason: string): HttpError =>
  httpError('model_incomplete', { cause: { package: pkg, why: reason }, retryable: false })

/** The prompt is longer than the model can read. */
export const promptTooLong = (pkg: string, status: number): HttpError =>
  httpError('prompt_too_long', { cause: { package: pkg, providerStatus: status } })

/** The provider refuses to answer this prompt. */
export const promptRefused = (pkg: string, why: string): HttpError =>
  httpError('prompt_refused', { cause: { package: pkg, why } })

/** The provider stopped the answer before the first text. */
export const answerRefused = (pkg: string, why = 'no text'): HttpError =>
  httpError('answer_refused', { cause: { package: pkg, why } })

/** The answer exceeds the size limit. */
export const answerTooLarge = (pkg: string, maxBytes: number): HttpError =>
  httpError('answer_too_large', { cause: { package: pkg, maxBytes } })
