import { describe, expect, it } from 'vitest'
import { bedrockFailure } from './bedrock.ts'

const pkg = 'middy-chat/models/test'

type Facts = { name?: string; message?: string; code?: string; status?: number }

/** The SDK's error, as far as it is read. */
const failureOf = ({ status, ...facts }: Facts, opened = false) =>
  bedrockFailure(pkg)(
    Object.assign(new Error(facts.message), facts, {
      $metadata: status === undefined ? {} : { httpStatusCode: status },
    }),
    opened,
  )

describe('an exception', () => {
  it.each([
    ['ThrottlingException', 'model_busy', 429],
    ['ServiceQuotaExceededException', 'model_busy', 429],
    ['ModelNotReadyException', 'model_overloaded', 503],
    ['ServiceUnavailableException', 'model_overloaded', 503],
    ['ConflictException', 'model_overloaded', 503],
    ['ModelTimeoutException', 'model_timeout', 504],
    ['TimeoutError', 'model_timeout', 504],
    ['InternalServerException', 'model_failed', 500],
    ['ModelErrorException', 'model_failed', 500],
    ['ModelStreamErrorException', 'model_failed', 500],
    ['DependencyFailedException', 'model_failed', 500],
    ['BadGatewayException', 'model_failed', 502],
    ['ValidationException', 'model_misconfigured', 400],
    ['AccessDeniedException', 'model_misconfigured', 403],
    ['ResourceNotFoundException', 'model_misconfigured', 404],
  ])('%s is %s inside a stream too, where it has no status', (name, code, providerStatus) => {
    const expected = { code, cause: { package: pkg, providerStatus } }
    const member = name.charAt(0).toLowerCase() + name.slice(1)
    expect(failureOf({ name })).toMatchObject(expected)
    expect(failureOf({ name }, true)).toMatchObject(expected)
    // A member that the SDK does not expect becomes the name. Its status is that of the response.
    expect(failureOf({ name: member, status: 200 }, true)).toMatchObject(expected)
  })

  it('has the status of its response when its name is unknown', () => {
    expect(failureOf({ name: 'OddException', status: 404 })).toMatchObject({
      code: 'model_misconfigured',
      cause: { providerStatus: 404 },
    })
    expect(failureOf({ name: 'OddException', status: 503 }, true)).toMatchObject({
      code: 'model_overloaded',
    })
  })

  it.each([
    ['without a status, inside a stream', { name: 'OddException' }, true],
    ['with the status of the stream', { name: 'OddException', status: 200 }, true],
    ['in place of the first event', { name: 'OddException', status: 399 }, false],
  ])('makes the answer incomplete when it is unknown, %s', (_name, facts, opened) => {
    expect(failureOf(facts, opened)).toMatchObject({
      code: 'model_incomplete',
      retryable: true,
      cause: { package: pkg, why: 'broken stream' },
    })
  })

  it('is misconfigured when the SDK throws it without a code, named for the log', () => {
    expect(failureOf({ name: 'CredentialsProviderError' })).toMatchObject({
      code: 'model_misconfigured',
      cause: { package: pkg, why: 'CredentialsProviderError' },
    })
    expect(bedrockFailure(pkg)(undefined, false)).toMatchObject({
      code: 'model_misconfigured',
      cause: { why: '' },
    })
  })

  it.each([
    ['TimeoutError', 'ECONNRESET'],
    ['TimeoutError', 'EPIPE'],
    ['Error', 'ECONNREFUSED'],
    ['Error', 'ENOTFOUND'],
  ])('%s is an unreachable model with the network code %s', (name, code) => {
    expect(failureOf({ name, code })).toMatchObject({
      code: 'model_unreachable',
      retryable: true,
      cause: { package: pkg },
    })
  })
})

describe('a prompt that is too long', () => {
  it.each([
    'Input is too long for requested model.',
    'The model returned the following errors: prompt is too long: 210000 tokens > 200000 maximum',
    'Too many input tokens. Max input tokens: 8192, request input token count: 9000',
    'Malformed input request: too many tokens: total number of tokens cannot exceed 4096',
    "This model's maximum context length is 131072 tokens. Please reduce the length.",
    'input length and max_tokens exceed context limit: 190000 + 20000 > 200000',
    'The prompt does not fit into the context window of this model',
  ])('is 413: %s', (message) => {
    expect(failureOf({ name: 'ValidationException', status: 400, message })).toMatchObject({
      statusCode: 413,
      code: 'prompt_too_long',
      retryable: false,
      cause: { package: pkg, providerStatus: 400 },
    })
  })

  it.each([
    [
      'ValidationException',
      400,
      'The maximum tokens you requested exceeds the model limit of 4096.',
    ],
    ['ValidationException', 400, 'The context is malformed.'],
    ['ValidationException', 400, 'Too many messages.'],
    ['AccessDeniedException', 403, 'Input is too long for requested model.'],
  ])('is not the reason of %s with status %i: %s', (name, status, message) => {
    expect(failureOf({ name, status, message })).toMatchObject({ code: 'model_misconfigured' })
  })
})

describe('a daily quota', () => {
  const perDay = 'Too many tokens per day, please wait before trying again.'

  it('is not worth a retry on the same day', () => {
    expect(failureOf({ name: 'ThrottlingException', status: 429, message: perDay })).toMatchObject({
      statusCode: 429,
      code: 'model_quota_exceeded',
      retryable: false,
      cause: { package: pkg },
    })
  })

  it.each([
    ['ThrottlingException', 429, 'Too many tokens, please wait before trying again.', 'model_busy'],
    ['ThrottlingException', 429, 'Per daylight.', 'model_busy'],
    ['ServiceUnavailableException', 503, perDay, 'model_overloaded'],
  ])('is not the reason of %s with status %i: %s', (name, status, message, code) => {
    expect(failureOf({ name, status, message })).toMatchObject({ code, retryable: true })
  })
})
