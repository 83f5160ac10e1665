import { type EventCase, goodBody } from '../events/cases.ts'
import { failingGemini } from './failing-model.ts'
import type { FailureCase } from './failure-case.ts'
import { modelCases } from './model-cases.ts'

const rehearse = (name: string): EventCase => ({
  body: goodBody.replace('Why is my code too slow?', `Why? /rehearse ${name}`),
})

/** What goes wrong around `chatbot-query`. */
export const failureCases: readonly FailureCase[] = [
  { name: 'nothing', status: 200, ending: 'done' },

  { name: 'no token', request: { token: 'none' }, status: 401, ending: 'json missing_token' },
  {
    name: 'forged token',
    request: { token: 'tampered' },
    status: 401,
    ending: 'json invalid_token',
  },
  {
    name: 'expired token',
    request: { token: 'expired' },
    status: 401,
    ending: 'json token_expired',
  },
  {
    name: 'unknown kid, five times',
    request: { token: 'unknown-key' },
    requests: 5,
    keyFetches: 2,
    status: 401,
    ending: 'json invalid_token',
  },
  {
    name: 'key set unreachable',
    break: ({ issuer }) => {
      issuer.fail = 'down'
    },
    keyFetches: 4,
    status: 503,
    ending: 'json keys_unavailable',
  },
  { name: 'malformed JSON', request: { body: '{' }, status: 400, ending: 'json invalid_json' },

  {
    name: 'SSM denied',
    break: ({ ssm }) => {
      ssm.fail = 'AccessDeniedException'
    },
    status: 503,
    ending: 'json parameter_unavailable',
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
    name: 'SSM silent',
    break: ({ ssm }) => {
      ssm.fail = 'hang'
    },
    status: 503,
    ending: 'json parameter_unavailable',
  },

  ...modelCases(failingGemini),
  {
    name: 'model: 429 with RetryInfo',
    request: rehearse('429'),
    modelCalls: 1,
    status: 429,
    ending: 'json model_busy',
    retryAfter: '37',
  },
  {
    name: 'model: 503, with a second model',
    break: ({ gemini }) => {
      let calls = 0
      const { status, body } = failingGemini.refusals.overload
      gemini.script((_request, writer) => {
        calls += 1
        return calls <= 3
          ? writer.refuse(status, body)
          : writer.write(Buffer.concat([failingGemini.text('Second'), failingGemini.end]))
      })
    },
    environment: () => ({ GEMINI_FALLBACK_MODEL: 'gemini-2.5-flash-lite' }),
    modelCalls: 4,
    chunks: 1,
    status: 200,
    ending: 'done',
  },
  {
    name: '100 requests in one sandbox',
    requests: 100,
    modelCalls: 100,
    status: 200,
    ending: 'done',
  },
]
