import { type ErrorCause, type HttpError, httpError } from './http-error.ts'

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
    retryAfterSeconds === undefined ? {} : { headers: { 'retry-after': String(retryAfterSeconds) } }
  if (status === undefined) {
    return httpError(502, 'model_unreachable', 'The model cannot be reached.', { cause })
  }
  if (status === 429) {
    const message = 'The model has too much to do: wait a little.'
    return httpError(429, 'model_busy', message, { cause, ...headers })
  }
  if (status === 503) {
    const message = 'The model is overloaded: try again.'
    return httpError(503, 'model_overloaded', message, { cause, ...headers })
  }
  if (status === 408 || status === 504) {
    return httpError(504, 'model_timeout', 'The model did not answer in time.', { cause })
  }
  if (status >= 500 || isTransient || transientStatuses.has(status)) {
    return httpError(502, 'model_failed', 'The model failed.', { cause })
  }
  // 400, 401, 403, 404: our key, our model's name or our request is wrong.
  return misconfigured(cause)
}

/** What is set up here, or at the provider, does not fit. */
export const modelMisconfigured = (pkg: string, why: string): HttpError =>
  misconfigured({ package: pkg, why })

/** No client can mend that. */
function misconfigured(cause: ErrorCause): HttpError {
  return httpError(502, 'model_misconfigured', 'The model refuses this service.', {
    cause,
    retryable: false,
  })
}

/** Nothing came in time: not the first text. */
export const modelTimeout = (pkg: string): HttpError =>
  httpError(504, 'model_timeout', 'The model did not begin to answer in time.', {
    cause: { package: pkg },
  })

/** Nothing more came in time, after the first text. */
export const modelStalled = (pkg: string): HttpError =>
  httpError(504, 'model_stalled', 'The model stopped in the middle of its answer.', {
    cause: { package: pkg },
  })

/** The model was done and had said nothing. */
export const modelEmpty = (pkg: string): HttpError =>
  httpError(502, 'model_empty', 'The model gave an empty answer.', { cause: { package: pkg } })

/**
 * What the provider grants for a day is used up: no other try of today helps.
 *
 * @param endsAt when it is granted again, where that is known
 */
export const modelQuotaExceeded = (pkg: string, endsAt?: Date): HttpError => {
  const until = endsAt && ` Try again after ${endsAt.toISOString().slice(0, 16)}Z.`
  const seconds = endsAt && Math.max(1, Math.ceil((endsAt.getTime() - Date.now()) / 1000))
  return httpError(
    429,
    'model_quota_exceeded',
    `The model's quota for today is used up.${until ?? ''}`,
    {
      cause: { package: pkg, ...(endsAt && { endsAt: endsAt.toISOString() }) },
      retryable: false,
      ...(seconds !== undefined && { headers: { 'retry-after': String(seconds) } }),
    },
  )
}

/** The model used all of its tokens, e.g. on thinking, before it said anything. Another try costs the same. */
export const modelLength = (pkg: string, why: string): HttpError =>
  httpError(502, 'model_length', 'The model reached its limit before it began to answer.', {
    cause: { package: pkg, why },
    retryable: false,
  })

/** The model's answer is not the JSON that was asked for. @param retryable whether another try may give it */
export const modelInvalid = (pkg: string, why: string, retryable = true): HttpError =>
  httpError(502, 'model_invalid', 'The model gave an answer of the wrong form.', {
    cause: { package: pkg, why },
    retryable,
  })

/** The stream ended, or held something else, before the model said that it was done. */
export const modelIncomplete = (pkg: string, why: string): HttpError =>
  httpError(502, 'model_incomplete', 'The answer broke off before its end.', {
    cause: { package: pkg, why },
  })

/** The provider stopped for a reason of its own: about this prompt, so another try ends the same way. */
export const modelStopped = (pkg: string, reason: string): HttpError =>
  httpError(502, 'model_incomplete', 'The answer broke off before its end.', {
    cause: { package: pkg, why: reason },
    retryable: false,
  })

/** More than the model can read at once. */
export const promptTooLong = (pkg: string, status: number): HttpError =>
  httpError(413, 'prompt_too_long', 'This is too much for the model to read: shorten it.', {
    cause: { package: pkg, providerStatus: status },
  })

/** The provider will not answer this prompt. */
export const promptRefused = (pkg: string, why: string): HttpError =>
  httpError(422, 'prompt_refused', 'The model declined this question: put it differently.', {
    cause: { package: pkg, why },
  })

/** The provider broke off before the first word. */
export const answerRefused = (pkg: string, why = 'no text'): HttpError =>
  httpError(422, 'answer_refused', 'The model declined to answer this.', {
    cause: { package: pkg, why },
  })

/** The model said more than can be sent. */
export const answerTooLarge = (pkg: string, maxBytes: number): HttpError =>
  httpError(502, 'answer_too_large', 'The answer is too large to be sent: ask for a part of it.', {
    cause: { package: pkg, maxBytes },
    retryable: false,
  })
