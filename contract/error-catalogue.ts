/**
 * Every error that the library itself throws. The server creates its errors from this table, and
 * the client types its texts by it. A message is safe to show; a call may pass a more specific one.
 */
export const errorCatalogue = {
  ambiguous_token: { statusCode: 401, message: 'Send one token.' },
  answer_refused: { statusCode: 422, message: 'The model declined to answer this.' },
  answer_too_large: {
    statusCode: 502,
    message: 'The answer is too large to be sent: ask for a part of it.',
  },
  body_too_large: { statusCode: 413, message: 'The body is too large.' },
  budget_exceeded: { statusCode: 429, message: 'Your budget for answers is used up for now.' },
  budget_reserved: {
    statusCode: 429,
    message: 'Your other answers hold the rest of your budget: wait for them.',
  },
  chat_changed: { statusCode: 409, message: 'The chat has gone on elsewhere: read it again.' },
  chat_not_found: { statusCode: 404, message: 'There is no such chat.' },
  closed: { statusCode: 499, message: 'The response was closed before its end.' },
  deadline: {
    statusCode: 504,
    message: 'The answer took longer than this function may run.',
  },
  forbidden: { statusCode: 403, message: 'You are not allowed to do this.' },
  history_not_saved: { statusCode: 503, message: 'The answer could not be saved.' },
  history_unavailable: { statusCode: 503, message: 'The chats cannot be reached: try again.' },
  internal_error: { statusCode: 500, message: 'Something went wrong on our side.' },
  invalid_body: { statusCode: 400, message: 'The body is not valid.' },
  invalid_cursor: { statusCode: 400, message: 'The cursor is not one of this list.' },
  invalid_json: { statusCode: 400, message: 'The body is not valid JSON.' },
  invalid_token: { statusCode: 401, message: 'The token is not valid.' },
  keys_unavailable: { statusCode: 503, message: 'Sign-in cannot be checked right now.' },
  limits_unavailable: { statusCode: 503, message: 'The limits cannot be checked right now.' },
  missing_token: { statusCode: 401, message: 'Sign in first.' },
  model_busy: { statusCode: 429, message: 'The model has too much to do: wait a little.' },
  model_empty: { statusCode: 502, message: 'The model gave an empty answer.' },
  model_failed: { statusCode: 502, message: 'The model failed.' },
  model_incomplete: { statusCode: 502, message: 'The answer broke off before its end.' },
  model_invalid: { statusCode: 502, message: 'The model gave an answer of the wrong form.' },
  model_length: {
    statusCode: 502,
    message: 'The model reached its limit before it began to answer.',
  },
  model_misconfigured: { statusCode: 502, message: 'The model refuses this service.' },
  model_overloaded: { statusCode: 503, message: 'The model is overloaded: try again.' },
  model_quota_exceeded: { statusCode: 429, message: "The model's quota for today is used up." },
  model_stalled: { statusCode: 504, message: 'The model stopped in the middle of its answer.' },
  model_timeout: { statusCode: 504, message: 'The model did not begin to answer in time.' },
  model_unavailable: { statusCode: 503, message: 'The model is down: try again in a moment.' },
  model_unreachable: { statusCode: 502, message: 'The model cannot be reached.' },
  parameter_unavailable: { statusCode: 503, message: 'The service is not ready: try again.' },
  prompt_exceeds_budget: {
    statusCode: 413,
    message: 'This is larger than your whole budget: shorten it.',
  },
  prompt_refused: {
    statusCode: 422,
    message: 'The model declined this question: put it differently.',
  },
  prompt_too_large: { statusCode: 413, message: 'The question is too long to be kept.' },
  prompt_too_long: {
    statusCode: 413,
    message: 'This is too much for the model to read: shorten it.',
  },
  rate_limited: { statusCode: 429, message: 'Too many requests: wait a little.' },
  token_expired: { statusCode: 401, message: 'Your session has expired: sign in again.' },
  too_many_answers: {
    statusCode: 429,
    message: 'Your earlier questions are still being answered: wait for them.',
  },
  unsupported_media_type: { statusCode: 415, message: 'Send JSON, as application/json.' },
} as const satisfies Record<string, { statusCode: number; message: string }>

/** A code of one of the library's own errors. */
export type ErrorCode = keyof typeof errorCatalogue

/** The codes with this status. */
export type ErrorCodeWith<Status extends number> = {
  [Code in ErrorCode]: (typeof errorCatalogue)[Code]['statusCode'] extends Status ? Code : never
}[ErrorCode]

const retryableStatuses: readonly number[] = [408, 429, 502, 503, 504]

/** Codes of errors that a retry does not fix, although their status suggests that it might. */
const finalCodes: readonly string[] = [
  'answer_too_large',
  // A retry would ask the question, and pay for it, again.
  'history_not_saved',
  'model_length',
  'model_misconfigured',
  'model_quota_exceeded',
] satisfies ErrorCode[]

/**
 * Whether the same request may succeed later, judging by status and code. The server uses it unless
 * it knows better; so does a client that has only the response.
 */
export const isRetryable = (statusCode: number, code: string): boolean =>
  retryableStatuses.includes(statusCode) && !finalCodes.includes(code)
