import { type ErrorCause, type HttpError, httpError } from './errors.ts'

/** What a provider said, as far as it is safe to log. */
export type ProviderFailure = {
  /** The adapter, e.g. `middy-chat/models/gemini`. */
  package: string
  /** The provider's HTTP status; without one the provider was not reached. */
  status?: number
  /** How long the provider asks to wait, in seconds. */
  retryAfterSeconds?: number
}

/**
 * The one mapping from a provider's failure to ours: what the client sees is a
 * matter of who can do something about it. The provider's own message is never
 * among it, for it may repeat the key or the prompt.
 */
export const modelError = ({
  package: pkg,
  status,
  retryAfterSeconds,
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
  if (status >= 500) return httpError(502, 'model_failed', 'The model failed.', { cause })
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

/** The stream ended, or held something else, before the model said that it was done. */
export const modelIncomplete = (pkg: string, why: string): HttpError =>
  httpError(502, 'model_incomplete', 'The answer broke off before its end.', {
    cause: { package: pkg, why },
  })

/** The provider will not answer this prompt. */
export const promptRefused = (pkg: string, why: string): HttpError =>
  httpError(422, 'prompt_refused', 'The model declined this question: put it differently.', {
    cause: { package: pkg, why },
  })

/** The provider broke off before the first word. */
export const answerRefused = (pkg: string): HttpError =>
  httpError(422, 'answer_refused', 'The model declined to answer this.', {
    cause: { package: pkg },
  })

/** The model said more than can be sent. */
export const answerTooLarge = (pkg: string, maxBytes: number): HttpError =>
  httpError(502, 'answer_too_large', 'The answer is too large to be sent: ask for a part of it.', {
    cause: { package: pkg, maxBytes },
    retryable: false,
  })
