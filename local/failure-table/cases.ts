import type { ChatPart } from '../chat-part.ts'
import type { Cloud } from '../cloud.ts'
import { type EventCase, goodBody } from '../events/cases.ts'
import { failingGemini } from './failing-model.ts'
import { modelCases } from './model-cases.ts'

/** How an answer ends for the client: with `[DONE]`, in an `error` frame, or as a JSON error. */
export type Ending = 'done' | `error ${string}` | `json ${string}`

/** All that a function stands on. */
export type World = Cloud & Pick<ChatPart, 'dynamodb'>

/** One way in which things go wrong, and how the request has to end all the same. */
export type FailureCase = {
  /** What is broken, in a few words. */
  name: string
  /** Breaks the world before the function starts. */
  break?: (world: World) => void
  /** What the client sends instead of a good request. */
  request?: EventCase
  /** So many requests, one after another; the last one counts. @defaultValue 1 */
  requests?: number
  /** The function's timeout. @defaultValue 60000 */
  timeoutMs?: number
  /** Configuration beside the usual. */
  environment?: (cloud: Cloud) => Record<string, string>
  /** Milliseconds that the client waits after each read. */
  readerPauseMs?: number
  status: number
  ending: Ending
  /** How a good request ends in the same sandbox afterwards, all services being well. @defaultValue 'done' */
  afterwards?: Ending
  /** Requests that reach the model in all. @defaultValue 1 for 200, else 0 */
  modelCalls?: number
  /** Fetches of the key set at most. @defaultValue 1 */
  keyFetches?: number
  /** @defaultValue 'stop' for an answer that ends well */
  finish?: string
  /** Text frames, where they can be counted. */
  chunks?: number
  retryAfter?: string
}

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
