import { describe, expect, it } from 'vitest'
import { InsecureContextError, SignInError } from './authorized-fetch.ts'
import { eventOf, failureOf, httpFailure } from './chat-events.ts'
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

describe('the time at which a limit resets', () => {
  const resetsAt = '2026-12-01T00:00:00.000Z'
  const failure = { code: 'model_busy', message: 'Wait.', retryable: true, resetsAt }

  it('is read from a refusal', async () => {
    const fields = { codeField: 'error', messageField: 'message' }
    const respond = (body: object) => new Response(JSON.stringify(body), { status: 429 })
    const refusal = { error: 'model_busy', message: 'Wait.', resetsAt }
    expect(await httpFailure(respond(refusal), fields, 100)).toEqual({ ...failure, status: 429 })
    const odd = await httpFailure(respond({ ...refusal, resetsAt: 1 }), fields, 100)
    expect('resetsAt' in odd).toBe(false)
  })

  it('is read from an error frame', () => {
    expect(eventOf('error', JSON.stringify(failure))).toEqual({ type: 'error', ...failure })
  })
})
