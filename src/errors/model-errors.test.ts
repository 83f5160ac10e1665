import { describe, expect, it } from 'vitest'
import * as errors from './model-errors.ts'

const pkg = 'middy-chat/models/example'

describe('the message for the client', () => {
  it.each([408, 504])(
    'does not say that nothing came, of a provider that answered %i',
    (status) => {
      const error = errors.modelError({ package: pkg, status })
      expect(error).toMatchObject({
        code: 'model_timeout',
        message: 'The model did not answer in time.',
      })
    },
  )

  it('says when a quota resets, to the minute', () => {
    const error = errors.modelQuotaExceeded(pkg, new Date('2026-12-01T08:00:59Z'))
    expect(error.message).toBe(
      "The model's quota for today is used up. Try again after 2026-12-01T08:00Z.",
    )
    expect(errors.modelQuotaExceeded(pkg).message).toBe("The model's quota for today is used up.")
  })
})
