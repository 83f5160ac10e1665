import { describe, expect, it } from 'vitest'
import { InsecureContextError, SignInError } from './authorized-fetch.ts'
import { failureOf } from './chat-events.ts'
import { SilenceError } from './event-source.ts'

describe('the failure that a user sees', () => {
  const broken = new TypeError('terminated')

  it.each([
    ['sign_in', 'Sign in first.', new SignInError(), false],
    ['insecure_context', 'The page was not loaded over https.', new InsecureContextError(), false],
    ['silent', 'The server has been silent for too long.', new SilenceError(), true],
    ['network', 'The server cannot be reached.', broken, false],
    ['truncated', 'The connection was lost before the answer ended.', broken, true],
  ])('of the code %s is: %s', (code, message, error, begun) => {
    expect(failureOf(error, begun)).toEqual({
      code,
      message,
      retryable: !['sign_in', 'insecure_context'].includes(code),
    })
  })
})
