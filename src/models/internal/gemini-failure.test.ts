import { GoogleGenerativeAIError, GoogleGenerativeAIFetchError } from '@google/generative-ai'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { geminiFailure, googleFailure } from './gemini-failure.ts'

const retryInfo = (retryDelay: string) => ({
  '@type': 'type.googleapis.com/google.rpc.RetryInfo',
  retryDelay,
})
const quota = (quotaId: string) => ({
  '@type': 'type.googleapis.com/google.rpc.QuotaFailure',
  violations: [{ quotaId }],
})
const perDay = quota('GenerateRequestsPerDayPerProjectPerModel-FreeTier')
const perMinute = quota('GenerateRequestsPerMinutePerProjectPerModel-FreeTier')

const refusal = (status: number, message: string, details?: (object | null)[]) =>
  geminiFailure(
    new GoogleGenerativeAIFetchError(message, status, 'status', details as never),
    false,
  )

describe('a delay', () => {
  it.each([
    ['in RetryInfo', 'Busy.', [retryInfo('36.2s')], '37'],
    ['in RetryInfo and in the message', 'retry in 5s.', [retryInfo('36s')], '36'],
    ['only in the message', 'Please retry in 26.66s.', undefined, '27'],
    ['in minutes', 'Please retry in 1m2.5s.', [perMinute], '63'],
    ['in hours', 'Please retry in 2h0m1s.', undefined, '7201'],
    ['in RetryInfo, after another detail', 'Busy.', [null, perMinute, retryInfo('36s')], '36'],
    ['less than a second', 'Please retry in 560.5ms.', undefined, '1'],
  ])('is passed on when it is %s', (_name, message, details, seconds) => {
    expect(refusal(429, message, details)).toMatchObject({
      statusCode: 429,
      code: 'model_busy',
      headers: { 'retry-after': seconds },
    })
  })

  it.each(['Please retry later.', 'Please retry in a while.'])(
    'is absent when the message has none: %s',
    (message) => {
      expect(refusal(429, message)).not.toHaveProperty('headers')
    },
  )
})

describe('a daily quota', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['Date'] })
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  it.each([
    ['in winter', '2026-11-30T10:26:19.500Z', '2026-12-01T08:00:00.000Z'],
    ['in summer', '2026-07-01T06:59:59.000Z', '2026-07-01T07:00:00.000Z'],
    ['at midnight', '2026-07-01T07:00:00.000Z', '2026-07-02T07:00:00.000Z'],
    ['on the day with 23 hours', '2026-03-08T08:30:00.000Z', '2026-03-09T07:00:00.000Z'],
    ['on the day with 25 hours', '2026-11-01T07:30:00.000Z', '2026-11-02T08:00:00.000Z'],
  ])('resets at midnight in Pacific time %s', (_name, now, endsAt) => {
    vi.setSystemTime(now)
    const seconds = Math.ceil((Date.parse(endsAt) - Date.parse(now)) / 1000)
    expect(refusal(429, 'Please retry in 37s.', [perDay, retryInfo('37s')])).toMatchObject({
      statusCode: 429,
      code: 'model_quota_exceeded',
      retryable: false,
      headers: { 'retry-after': String(seconds) },
      cause: { endsAt },
      message: expect.stringContaining(`${endsAt.slice(0, 16)}Z`),
    })
  })

  it('counts only with status 429', () => {
    expect(refusal(503, 'Busy.', [perDay])).toMatchObject({ code: 'model_overloaded' })
  })

  it('differs from a quota per minute', () => {
    expect(refusal(429, 'Busy.', [perMinute])).toMatchObject({
      code: 'model_busy',
      retryable: true,
    })
  })
})

describe('a status', () => {
  it.each([
    [408, 'model_timeout', true],
    [409, 'model_failed', true],
    [425, 'model_failed', true],
    [499, 'model_failed', true],
    [500, 'model_failed', true],
    [503, 'model_overloaded', true],
    [400, 'model_misconfigured', false],
    [403, 'model_misconfigured', false],
    [404, 'model_misconfigured', false],
  ])('%i is %s, retryable: %s', (code, ours, retryable) => {
    const expected = { code: ours, retryable, cause: { providerStatus: code } }
    expect(refusal(code, 'arn:secret')).toMatchObject(expected)
    expect(googleFailure({ code, message: 'arn:secret' })).toMatchObject(expected)
    expect(JSON.stringify(googleFailure({ code, message: 'arn:secret' }))).not.toContain('secret')
  })

  it.each([
    'The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).',
    'Request payload size exceeds the limit: 20971520 bytes.',
  ])('becomes 413 when the prompt is too long: %s', (message) => {
    for (const status of [400, 413]) {
      expect(refusal(status, message)).toMatchObject({
        statusCode: 413,
        code: 'prompt_too_long',
        retryable: false,
        cause: { providerStatus: status },
      })
    }
    expect(refusal(403, message)).toMatchObject({ code: 'model_misconfigured' })
  })

  it.each([
    'The token counter is broken. The limit exceeds nothing.',
    'The token count is odd. It exceeds nothing.',
    'The token count exceedsx.',
    'A payload size that exceedsx the limit.',
  ])('400 is not a prompt that is too long: %s', (message) => {
    expect(refusal(400, message)).toMatchObject({ code: 'model_misconfigured' })
  })

  it('that is missing is a failure of the model', () => {
    expect(googleFailure({ details: {} })).toMatchObject({
      code: 'model_failed',
      cause: { providerStatus: 500 },
    })
    expect(geminiFailure(new GoogleGenerativeAIFetchError('secret'), false)).toMatchObject({
      code: 'model_failed',
    })
  })
})

describe('another error', () => {
  it('in an open stream makes the answer incomplete', () => {
    expect(geminiFailure(new Error('secret'), true)).toMatchObject({
      code: 'model_incomplete',
      cause: { package: 'middy-chat/models/gemini', why: 'broken stream' },
    })
  })

  it('of the SDK is an unreachable model', () => {
    expect(geminiFailure(new GoogleGenerativeAIError('secret'), false)).toMatchObject({
      code: 'model_unreachable',
      cause: { package: 'middy-chat/models/gemini' },
    })
  })

  it('of the source of the key is passed on', () => {
    const error = new Error('no key')
    expect(geminiFailure(error, false)).toBe(error)
  })
})
