import { afterEach, describe, expect, it, vi } from 'vitest'
import type { HttpError } from './http-error.ts'
import * as errors from './model-errors.ts'

const pkg = 'middy-chat/models/example'
const cause = { package: pkg }

afterEach(() => {
  vi.useRealTimers()
})

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

describe('a failure of the provider', () => {
  it.each<[number, string, boolean]>([
    [400, 'model_misconfigured', false],
    [401, 'model_misconfigured', false],
    [403, 'model_misconfigured', false],
    [404, 'model_misconfigured', false],
    [408, 'model_timeout', true],
    [409, 'model_failed', true],
    [425, 'model_failed', true],
    [429, 'model_busy', true],
    [499, 'model_failed', true],
    [500, 'model_failed', true],
    [502, 'model_failed', true],
    [503, 'model_overloaded', true],
    [504, 'model_timeout', true],
    [529, 'model_failed', true],
  ])('of status %i is %s, to be tried again: %s', (status, code, retryable) => {
    const error = errors.modelError({ package: pkg, status })
    expect(error).toMatchObject({ code, retryable })
    expect(error.cause).toEqual({ ...cause, providerStatus: status })
    expect(error).not.toHaveProperty('headers')
  })

  it('without a status is a provider that was not reached', () => {
    const error = errors.modelError(cause)
    expect(error).toMatchObject({ code: 'model_unreachable', retryable: true })
    expect(error.cause).toStrictEqual(cause)
  })

  it('that the same request may survive blames no configuration', () => {
    const error = errors.modelError({ package: pkg, status: 403, isTransient: true })
    expect(error).toMatchObject({ code: 'model_failed', retryable: true })
  })

  it.each([429, 503])('of status %i says when to come again, where the provider does', (status) => {
    const error = errors.modelError({ package: pkg, status, retryAfterSeconds: 0 })
    expect(error.headers).toEqual({ 'retry-after': '0' })
  })
})

describe('a quota that is used up', () => {
  it.each([
    ['in whole seconds', 90_000, '90'],
    ['in a part of a second', 90_001, '91'],
    ['now', 0, '1'],
    ['in the past', -5_000, '1'],
  ])('says how long to wait when it resets %s', (_, ms, seconds) => {
    vi.useFakeTimers({ toFake: ['Date'] })
    const endsAt = new Date(Date.now() + ms)
    const error = errors.modelQuotaExceeded(pkg, endsAt)
    expect(error).toMatchObject({ code: 'model_quota_exceeded', retryable: false })
    expect(error.headers).toEqual({ 'retry-after': seconds })
    expect(error.cause).toEqual({ ...cause, endsAt: endsAt.toISOString() })
  })

  it('says nothing of that when it is not known', () => {
    const error = errors.modelQuotaExceeded(pkg)
    expect(error).toMatchObject({ code: 'model_quota_exceeded', retryable: false })
    expect(error.cause).toEqual(cause)
    expect(error).not.toHaveProperty('headers')
  })
})

it.each<[string, boolean, () => HttpError, object]>([
  ['model_misconfigured', false, () => errors.modelMisconfigured(pkg, 'key'), { why: 'key' }],
  ['model_timeout', true, () => errors.modelTimeout(pkg), {}],
  ['model_stalled', true, () => errors.modelStalled(pkg), {}],
  ['model_empty', true, () => errors.modelEmpty(pkg), {}],
  ['model_length', false, () => errors.modelLength(pkg, 'thinking'), { why: 'thinking' }],
  ['model_invalid', true, () => errors.modelInvalid(pkg, 'not JSON'), { why: 'not JSON' }],
  ['model_invalid', false, () => errors.modelInvalid(pkg, 'length', false), { why: 'length' }],
  ['model_incomplete', true, () => errors.modelIncomplete(pkg, 'no finish'), { why: 'no finish' }],
  ['model_incomplete', false, () => errors.modelStopped(pkg, 'RECITATION'), { why: 'RECITATION' }],
  ['prompt_too_long', false, () => errors.promptTooLong(pkg, 413), { providerStatus: 413 }],
  ['prompt_refused', false, () => errors.promptRefused(pkg, 'SAFETY'), { why: 'SAFETY' }],
  ['answer_refused', false, () => errors.answerRefused(pkg), { why: 'no text' }],
  ['answer_refused', false, () => errors.answerRefused(pkg, 'SAFETY'), { why: 'SAFETY' }],
  ['answer_too_large', false, () => errors.answerTooLarge(pkg, 100), { maxBytes: 100 }],
])('%s (to be tried again: %s) has its facts for the log: %#', (code, retryable, make, facts) => {
  const error = make()
  expect(error).toMatchObject({ code, retryable })
  expect(error.cause).toEqual({ ...cause, ...facts })
})
