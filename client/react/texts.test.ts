import { globSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { chatbotTexts, errorCodes, errorText, mayPass, needsSignIn } from './texts.ts'

/** The codes in the sources of the server and of the client. */
const codesInSources = () => {
  const files = globSync(['src/**/*.ts', 'middlewares/*.ts', 'client/{core,tutor,chats,object}/*.ts'], {
    exclude: (name) => name.endsWith('.test.ts'),
  })
  const makers =
    /(?:httpError|unauthorized|forbidden|refuse)\(\s*(?:pkg,\s*)?(?:\d{3},\s*)?'([a-z_]+)'|code: '([a-z_]+)'/g
  return new Set(
    files
      .filter((file) => !file.endsWith('.test.ts'))
      .flatMap((file) => [...readFileSync(file, 'utf8').matchAll(makers)])
      .map(([, made, written]) => made ?? written ?? ''),
  )
}

const failure = (code: string, more = {}) => ({ code, message: 'x', retryable: false, ...more })

describe.each(['en', 'ko'] as const)('errorText in %s', (locale) => {
  const texts = chatbotTexts[locale]

  it('has words for every code that the sources make', () => {
    const codes = codesInSources()
    expect(codes.size).toBeGreaterThan(25)
    expect([...codes].filter((code) => !errorCodes.some((known) => known === code))).toEqual([])
  })

  it.each(errorCodes)('says %s in plain words', (code) => {
    const text = errorText(failure(code), texts)
    expect(text).toMatch(/[.요]\.?$/)
    expect(text).not.toContain('_')
    expect(text).not.toBe(texts.errors.default)
    expect(/\p{Script=Hangul}/u.test(text)).toBe(locale === 'ko')
  })

  it('says how long to wait', () => {
    const busy = failure('model_busy', { retryable: true, retryAfterSeconds: 37 })
    expect(errorText(busy, texts)).toContain('37')
    expect(errorText(failure('model_busy', { retryable: true }), texts)).toContain(texts.tryAgain)
  })
})

const texts = chatbotTexts.en

describe('errorText', () => {
  it.each([
    [401, 'invalid_token'],
    [403, 'forbidden'],
    [413, 'body_too_large'],
    [429, 'rate_limited'],
    [502, 'internal_error'],
    [504, 'model_timeout'],
    [418, 'default'],
  ] as const)('has words for a %i without a code', (status, code) => {
    expect(errorText(failure(`http_${status}`, { status }), texts)).toBe(texts.errors[code])
  })

  it.each(['constructor', '__proto__', 'default', 'of_the_future'])(
    'has a word for %s, which is no code',
    (code) => {
      expect(errorText(failure(code), texts)).toBe(texts.errors.default)
    },
  )

  it.each([
    ['answer_too_large', 502],
    ['model_length', 502],
    ['model_misconfigured', 502],
    ['model_quota_exceeded', 429],
  ])('does not send anyone to try what cannot pass: %s', (code, status) => {
    const failures = failure(code, { retryable: true, status, retryAfterSeconds: 30_000 })
    expect(mayPass(failures)).toBe(false)
    expect(errorText(failures, texts)).not.toContain('Try again')
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
