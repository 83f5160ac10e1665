import { describe, expect, it } from 'vitest'
import { type ErrorCode, errorCatalogue, isRetryable } from './error-catalogue.ts'

const entries = Object.entries(errorCatalogue)

describe('the catalogue of errors', () => {
  it('is in the order of its codes', () => {
    const codes = Object.keys(errorCatalogue)
    expect(codes).toEqual(codes.toSorted())
  })

  it.each(entries)('has for %s a code in snake_case, a status and one line', (code, error) => {
    expect(code).toMatch(/^[a-z]+(_[a-z]+)*$/)
    expect(error.statusCode).toBeGreaterThanOrEqual(400)
    expect(error.statusCode).toBeLessThanOrEqual(599)
    expect(error.message).toMatch(/^[A-Z][\w',:/ -]+\.$/)
  })
})

describe('the message of an error', () => {
  // Clients show it, so a change of it is deliberate.
  const messages: [ErrorCode, string][] = [
    ['ambiguous_token', 'Send one token.'],
    ['answer_refused', 'The model declined to answer this.'],
    ['answer_too_large', 'The answer is too large to be sent: ask for a part of it.'],
    ['body_too_large', 'The body is too large.'],
    ['budget_exceeded', 'Your budget for answers is used up for now.'],
    ['budget_reserved', 'Your other answers hold the rest of your budget: wait for them.'],
    ['chat_changed', 'The chat has gone on elsewhere: read it again.'],
    ['chat_not_found', 'There is no such chat.'],
    ['closed', 'The response was closed before its end.'],
    ['deadline', 'The answer took longer than this function may run.'],
    ['forbidden', 'You are not allowed to do this.'],
    ['history_not_saved', 'The answer could not be saved.'],
    ['history_unavailable', 'The chats cannot be reached: try again.'],
    ['internal_error', 'Something went wrong on our side.'],
    ['invalid_body', 'The body is not valid.'],
    ['invalid_cursor', 'The cursor is not one of this list.'],
    ['invalid_json', 'The body is not valid JSON.'],
    ['invalid_token', 'The token is not valid.'],
    ['keys_unavailable', 'Sign-in cannot be checked right now.'],
    ['limits_unavailable', 'The limits cannot be checked right now.'],
    ['missing_token', 'Sign in first.'],
    ['model_busy', 'The model has too much to do: wait a little.'],
    ['model_empty', 'The model gave an empty answer.'],
    ['model_failed', 'The model failed.'],
    ['model_incomplete', 'The answer broke off before its end.'],
    ['model_invalid', 'The model gave an answer of the wrong form.'],
    ['model_length', 'The model reached its limit before it began to answer.'],
    ['model_misconfigured', 'The model refuses this service.'],
    ['model_overloaded', 'The model is overloaded: try again.'],
    ['model_quota_exceeded', "The model's quota for today is used up."],
    ['model_stalled', 'The model stopped in the middle of its answer.'],
    ['model_timeout', 'The model did not begin to answer in time.'],
    ['model_unavailable', 'The model is down: try again in a moment.'],
    ['model_unreachable', 'The model cannot be reached.'],
    ['parameter_unavailable', 'The service is not ready: try again.'],
    ['prompt_exceeds_budget', 'This is larger than your whole budget: shorten it.'],
    ['prompt_refused', 'The model declined this question: put it differently.'],
    ['prompt_too_large', 'The question is too long to be kept.'],
    ['prompt_too_long', 'This is too much for the model to read: shorten it.'],
    ['rate_limited', 'Too many requests: wait a little.'],
    ['token_expired', 'Your session has expired: sign in again.'],
    ['too_many_answers', 'Your earlier questions are still being answered: wait for them.'],
    ['unsupported_media_type', 'Send JSON, as application/json.'],
  ]

  it.each(messages)('of %s is: %s', (code, message) => {
    expect(errorCatalogue[code].message).toBe(message)
  })

  it('is fixed here for every code', () => {
    expect(messages.map(([code]) => code)).toEqual(Object.keys(errorCatalogue))
  })
})

describe('isRetryable', () => {
  it.each([
    [408, true],
    [429, true],
    [502, true],
    [503, true],
    [504, true],
    [400, false],
    [401, false],
    [403, false],
    [413, false],
    [500, false],
  ])('tells by the status %i, where the code is unknown: %s', (statusCode, retryable) => {
    expect(isRetryable(statusCode, 'a_code')).toBe(retryable)
  })

  it('knows the codes that are final although their status is not', () => {
    const final = entries.filter(
      ([code, { statusCode }]) =>
        isRetryable(statusCode, 'a_code') && !isRetryable(statusCode, code),
    )
    expect(final.map(([code]) => code)).toEqual([
      'answer_too_large',
      'history_not_saved',
      'model_length',
      'model_misconfigured',
      'model_quota_exceeded',
    ])
  })
})
