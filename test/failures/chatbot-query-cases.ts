import { failingGemini } from './failing-gemini.ts'
import type { FailureCase } from './failure-case.ts'
import { geminiCases } from './gemini-cases.ts'
import { limitCases } from './limit-cases.ts'
import { modelCases } from './model-cases.ts'

/** Failures around `chatbot-query`. */
export const failureCases: readonly FailureCase[] = [
  { name: 'nothing', status: 200, ending: 'done' },

  { name: 'no token', request: { token: 'none' }, status: 401, ending: 'json missing_token' },
  {
    name: 'forged token',
    request: { token: 'tampered' },
    status: 401,
    ending: 'json invalid_token',
    logged: { reason: 'signature' },
  },
  {
    name: 'mistyped client id',
    environment: () => ({ COGNITO_CLIENT_ID: '1another23456789' }),
    status: 401,
    ending: 'json invalid_token',
    afterwards: 'json invalid_token',
    logged: { reason: 'audience' },
  },
  {
    name: 'mistyped user pool',
    environment: () => ({ COGNITO_USER_POOL_ID: 'us-east-1_Another00' }),
    status: 401,
    ending: 'json invalid_token',
    afterwards: 'json invalid_token',
    logged: { reason: 'issuer' },
  },
  {
    name: 'expired token',
    request: { token: 'expired' },
    status: 401,
    ending: 'json token_expired',
    logged: { reason: 'expired' },
  },
  {
    name: 'unknown kid, five times',
    request: { token: 'unknown-key' },
    requests: 5,
    keyFetches: 2,
    status: 401,
    ending: 'json invalid_token',
    logged: { reason: 'signature' },
  },
  {
    name: 'key set unreachable',
    break: ({ issuer }) => {
      issuer.fail = 'down'
    },
    requests: 20,
    keyFetches: 4,
    status: 503,
    ending: 'json keys_unavailable',
    retryAfter: withinTenSeconds,
    // It is not fetched again for ten seconds.
    afterwards: 'json keys_unavailable',
    logged: { error: 'ECONNRESET' },
  },
  { name: 'malformed JSON', request: { body: '{' }, status: 400, ending: 'json invalid_json' },

  {
    name: 'SSM denied',
    break: ({ ssm }) => {
      ssm.fail = 'AccessDeniedException'
    },
    status: 503,
    ending: 'json parameter_unavailable',
    logged: { error: 'AccessDeniedException', parameter: '/middy-chat/gemini-api-key' },
  },
  {
    name: 'SSM slow (1 s)',
    break: ({ ssm }) => {
      ssm.delayMs = 1_000
    },
    status: 200,
    ending: 'done',
  },
  {
    name: 'SSM down',
    break: ({ ssm }) => {
      ssm.fail = 'down'
    },
    status: 503,
    ending: 'json parameter_unavailable',
  },
  {
    name: 'SSM: signature expired',
    break: ({ ssm }) => {
      // Both attempts at start-up, and the request's own first attempt.
      ssm.fail = { failure: 'expired signature', times: 3 }
    },
    status: 200,
    ending: 'done',
  },
  {
    name: 'SSM silent',
    break: ({ ssm }) => {
      ssm.fail = 'hang'
    },
    status: 503,
    ending: 'json parameter_unavailable',
  },

  ...limitCases(failingGemini),
  ...modelCases(failingGemini),
  ...geminiCases,
  {
    name: '100 requests in one sandbox',
    requests: 100,
    modelCalls: 100,
    status: 200,
    ending: 'done',
  },
]

function withinTenSeconds(seconds = ''): boolean {
  return /^(10|[1-9])$/.test(seconds)
}
