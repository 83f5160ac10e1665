import { describe, expect, expectTypeOf, it } from 'vitest'
import { type ErrorCode, errorCatalogue } from '../../contract/error-catalogue.ts'
import type { ClientErrorCode } from '../core/chat-events.ts'
import { errorText, needsSignIn } from './error-text.ts'
import { type ChatbotTexts, chatbotTexts } from './texts.ts'

const failure = (code: string, more = {}) => ({ code, message: 'x', retryable: false, ...more })

const clientCodes = [
  ...(['insecure_context', 'network', 'sign_in', 'silent', 'truncated', 'unexpected'] as const),
]
expectTypeOf<(typeof clientCodes)[number]>().toEqualTypeOf<ClientErrorCode>()

describe.each(['en', 'ko'] as const)('errorText in %s', (locale) => {
  const texts = chatbotTexts[locale]

  it('has a text for every code, and for no other', () => {
    const codes = [...Object.keys(errorCatalogue), ...clientCodes, 'http_403', 'http_429']
    expect(Object.keys(texts.errors).sort()).toEqual(codes.sort())
    expectTypeOf<keyof ChatbotTexts['errors']>().toEqualTypeOf<
      ErrorCode | ClientErrorCode | 'http_403' | 'http_429'
    >()
  })

  it.each(Object.keys(texts.errors))('describes %s in plain words', (code) => {
    const text = errorText(failure(code), texts)
    expect(text).toMatch(/[.요]\.?$/)
    expect(text).not.toContain('_')
    expect(text === texts.errors.unexpected).toBe(code === 'unexpected')
    expect(/\p{Script=Hangul}/u.test(text)).toBe(locale === 'ko')
  })

  it('states how long to wait', () => {
    const busy = failure('model_busy', { retryable: true, retryAfterSeconds: 37 })
    expect(errorText(busy, texts)).toContain('37')
    expect(errorText(busy, texts, 1)).toContain('1')
    expect(errorText(busy, texts, 0)).toContain(texts.tryAgainNow)
    expect(errorText(failure('model_busy', { retryable: true }), texts)).toContain(texts.tryAgain)
  })
})

const texts = chatbotTexts.en

describe('errorText', () => {
  it.each([
    [401, 'invalid_token'],
    [403, 'http_403'],
    [413, 'body_too_large'],
    [429, 'http_429'],
    [502, 'internal_error'],
    [500, 'internal_error'],
    [504, 'model_timeout'],
    [524, 'model_timeout'],
    [418, 'unexpected'],
  ] as const)('has a text for a %i without a code', (status, code) => {
    expect(errorText(failure(`http_${status}`, { status }), texts)).toBe(texts.errors[code])
  })

  it.each(['constructor', '__proto__', 'of_the_future'])(
    'has a text for %s, which is not a code',
    (code) => {
      expect(errorText(failure(code), texts)).toBe(texts.errors.unexpected)
    },
  )

  it('does not suggest a retry that cannot succeed, even if the server states a wait', () => {
    const quota = failure('model_quota_exceeded', { status: 429, retryAfterSeconds: 30_000 })
    expect(errorText(quota, texts)).toBe(texts.errors.model_quota_exceeded)
  })
})

describe('needsSignIn', () => {
  it.each([
    [failure('sign_in'), true],
    [failure('token_expired', { status: 401 }), true],
    [failure('forbidden', { status: 403 }), false],
    [failure('network'), false],
  ])('of %o is %s', (given, expected) => {
    expect(needsSignIn(given)).toBe(expected)
  })
})
