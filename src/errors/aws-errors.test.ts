import { describe, expect, it } from 'vitest'
import { type AwsFailure, isThrottled, isTransient } from './aws-errors.ts'

const failure = (fields: object): AwsFailure => Object.assign(new Error('secret'), fields)
const named = (name: string) => failure({ name })
const withStatus = (httpStatusCode: number) => failure({ $metadata: { httpStatusCode } })

describe('isThrottled', () => {
  it.each([
    ['ThrottlingException', named('ThrottlingException'), true],
    [
      'ProvisionedThroughputExceededException',
      named('ProvisionedThroughputExceededException'),
      true,
    ],
    ['429', withStatus(429), true],
    ['AccessDeniedException', named('AccessDeniedException'), false],
    ['500', withStatus(500), false],
  ])('%s: %#', (_, error, is) => {
    expect(isThrottled(error)).toBe(is)
  })
})

describe('isTransient', () => {
  it.each([
    ['ExpiredToken', named('ExpiredToken'), true],
    ['ExpiredTokenException', named('ExpiredTokenException'), true],
    ['500', withStatus(500), true],
    ['503', withStatus(503), true],
    ['501, which is no fault for long either', withStatus(501), true],
    ['a broken connection', failure({ code: 'ECONNRESET' }), true],
    ['a timeout', named('TimeoutError'), true],
    ['what the service calls retryable', failure({ $retryable: {} }), true],
    ['a clock that is corrected', failure({ $metadata: { clockSkewCorrected: true } }), true],
    ['AccessDeniedException', named('AccessDeniedException'), false],
    ['400', withStatus(400), false],
    ['another error', new TypeError('secret') as AwsFailure, false],
  ])('%s: %#', (_, error, is) => {
    expect(isTransient(error)).toBe(is)
  })
})
