import { describe, expect, it } from 'vitest'
import { httpError, toHttpError } from '../../src/errors/http-error.ts'
import { publicError } from './errors.ts'
import { missingMessage } from './request.ts'

const cause = { package: 'test' }

describe('publicError', () => {
  it('is what the contract says of a missing message', () => {
    const error = httpError('invalid_body', { message: missingMessage, cause })
    expect(publicError(error)).toEqual({
      error: 'Missing message',
      message: 'Request must include a "message" field',
    })
  })

  it('tells of a fault of ours nothing', () => {
    expect(publicError(toHttpError(new Error('a key'), 'test'))).toEqual({
      error: 'Internal server error',
      message: 'An unexpected error occurred',
    })
  })

  it.each([
    [httpError('body_too_large', { cause }), 'Body too large'],
    [httpError('invalid_json', { cause }), 'Invalid JSON'],
    [httpError('deadline', { cause }), 'Deadline'],
    [
      httpError('method_not_allowed', { statusCode: 405, message: 'Use POST.', cause }),
      'Method not allowed',
    ],
  ])('has the code of %s as its title', (error, title) => {
    expect(publicError(error)).toEqual({ error: title, message: error.message })
  })

  it('says in seconds when to try again', () => {
    const error = httpError('model_busy', { cause, headers: { 'retry-after': '7' } })
    expect(publicError(error)).toEqual({
      error: 'Model busy',
      message: 'The model has too much to do: wait a little.',
      retry_after: 7,
    })
  })
})
