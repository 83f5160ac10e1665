import { describe, expect, it } from 'vitest'
import { errorCatalogue, isRetryable } from './error-catalogue.ts'

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
