import { describe, expect, it } from 'vitest'
import { tokenExpired, tokenInvalid } from '../../src/auth/bearer.ts'
import { chatNotFound } from '../../src/chat-store/errors.ts'
import { httpError, toHttpError } from '../../src/errors/http-error.ts'
import { modelError } from '../../src/errors/model-errors.ts'
import { chatError } from './errors.ts'

const pkg = 'test'
const cause = { package: pkg }

describe('chatError', () => {
  it.each([
    [
      httpError('invalid_body', { message: "Field 'prompt' is required", cause }),
      "Field 'prompt' is required",
    ],
    [httpError('missing_token', { cause }), 'Missing id_token'],
    [tokenExpired(pkg), 'Invalid id_token: token has expired'],
    [tokenInvalid(pkg, 'signature'), 'Invalid id_token: The token is not valid.'],
    [chatNotFound(), 'Chat not found'],
  ])('says of %s one sentence', (error, sentence) => {
    expect(chatError(error, 'request-1')).toEqual({ error: sentence })
  })

  it('has the code of what the contract does not know', () => {
    expect(chatError(modelError({ package: pkg, status: 429 }), 'request-1')).toEqual({
      error: 'The model has too much to do: wait a little.',
      code: 'model_busy',
    })
  })

  it('has the details of an error', () => {
    const details = { resetsAt: '2026-12-01T00:00:00.000Z' }
    expect(chatError(httpError('model_busy', { cause, details }), 'request-1')).toEqual({
      resetsAt: details.resetsAt,
      error: 'The model has too much to do: wait a little.',
      code: 'model_busy',
    })
  })

  it('tells of a fault of ours nothing but where to find it', () => {
    expect(chatError(toHttpError(new Error('a key'), pkg), 'request-1')).toEqual({
      error: 'Internal server error',
      message: 'Something went wrong on our side. Request request-1.',
    })
  })
})
