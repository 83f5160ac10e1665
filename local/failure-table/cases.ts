import type { Cloud } from '../cloud.ts'
import { type EventCase, goodBody } from '../events/cases.ts'
import { googleError, invalidKey, sse } from '../services/gemini-wire.ts'
import type { ReplyWriter } from '../services/reply-writer.ts'

/** How an answer ends for the client: with `[DONE]`, in an `error` frame, or as a JSON error. */
export type Ending = 'done' | `error ${string}` | `json ${string}`

/** One way in which things go wrong, and how the request has to end all the same. */
export type FailureCase = {
  /** What is broken, in a few words. */
  name: string
  /** Breaks the world before the function starts. */
  break?: (cloud: Cloud) => void
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

const ask = (query: string): EventCase => ({
  body: goodBody.replace('Why is my code too slow?', query),
})

const rehearse = (name: string) => ask(`Why? /rehearse ${name}`)

type Script = (writer: ReplyWriter) => Promise<unknown> | unknown

const reply = (script: Script) => (cloud: Cloud) =>
  cloud.gemini.script(async (_request, writer) => {
    await script(writer)
  })

const part = (text: string, rest: object = {}) => ({
  candidates: [{ content: { role: 'model', parts: [{ text, ...rest }] } }],
})

const end = (finishReason: string) => ({
  candidates: [{ content: { role: 'model', parts: [{ text: '' }] }, finishReason }],
})

const says = (...chunks: object[]) => reply((writer) => writer.write(chunks.map(sse).join('')))

/** The text first, so that it is on its way before the connection fails. */
const saysThen = (then: Script) =>
  reply(async (writer) => {
    await writer.write(sse(part('Look at')) + sse(part(' your loop')))
    await writer.delay(250)
    await then(writer)
  })

const refuses = (status: number, body: object) => reply((writer) => writer.refuse(status, body))

const overloaded = refuses(503, googleError(503, 'UNAVAILABLE', 'The model is overloaded.'))

const many = Array.from({ length: 20_000 }, (_, at) => sse(part(`${at} `)))

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

  {
    name: 'model: key refused (400)',
    break: refuses(400, invalidKey('local-rehearsal-key')),
    modelCalls: 1,
    status: 502,
    ending: 'json model_misconfigured',
  },
  {
    name: 'model: 429 with RetryInfo',
    request: rehearse('429'),
    modelCalls: 1,
    status: 429,
    ending: 'json model_busy',
    retryAfter: '37',
  },
  {
    name: 'model: 429 in an array',
    break: refuses(429, [googleError(429, 'RESOURCE_EXHAUSTED', 'Resource exhausted.')]),
    modelCalls: 3,
    status: 429,
    ending: 'json model_busy',
  },
  {
    name: 'model: 500',
    break: refuses(500, googleError(500, 'INTERNAL', 'An internal error has occurred.')),
    modelCalls: 3,
    status: 502,
    ending: 'json model_failed',
  },
  {
    name: 'model: 503',
    break: overloaded,
    modelCalls: 3,
    status: 503,
    ending: 'json model_overloaded',
  },
  {
    name: 'model: 503, sixth request in a row',
    break: overloaded,
    requests: 6,
    modelCalls: 15,
    status: 503,
    ending: 'json model_unavailable',
    afterwards: 'json model_unavailable',
    retryAfter: '10',
  },
  {
    name: 'model: 503, with a second model',
    break: ({ gemini }) => {
      let calls = 0
      gemini.script((_request, writer) => {
        calls += 1
        return calls <= 3
          ? writer.refuse(503, googleError(503, 'UNAVAILABLE', 'The model is overloaded.'))
          : writer.write(sse(part('Second')) + sse(end('STOP')))
      })
    },
    environment: () => ({ GEMINI_FALLBACK_MODEL: 'gemini-2.5-flash-lite' }),
    modelCalls: 4,
    chunks: 1,
    status: 200,
    ending: 'done',
  },
  {
    name: 'model: 504',
    break: refuses(504, googleError(504, 'DEADLINE_EXCEEDED', 'Deadline exceeded.')),
    modelCalls: 3,
    status: 504,
    ending: 'json model_timeout',
  },
  {
    name: 'model: connection refused',
    environment: () => ({ GEMINI_BASE_URL: 'http://127.0.0.1:9' }),
    status: 502,
    ending: 'json model_unreachable',
    afterwards: 'json model_unreachable',
  },
  {
    name: 'model: TLS refused',
    environment: ({ gemini }) => ({ GEMINI_BASE_URL: gemini.url.replace('http:', 'https:') }),
    status: 502,
    ending: 'json model_unreachable',
    afterwards: 'json model_unreachable',
  },
  {
    name: 'model: no answer at all',
    break: reply((writer) => writer.hang()),
    status: 200,
    ending: 'error model_timeout',
  },
  {
    name: 'model: first chunk after 3 s',
    break: reply(async (writer) => {
      await writer.delay(3_000)
      await writer.write(sse(part('late')) + sse(end('STOP')))
    }),
    chunks: 1,
    status: 200,
    ending: 'done',
  },
  {
    name: 'model: first chunk after 12 s',
    break: reply(async (writer) => {
      await writer.delay(12_000)
      await writer.write(sse(part('late')) + sse(end('STOP')))
    }),
    chunks: 1,
    status: 200,
    ending: 'done',
  },
  {
    name: 'model: stalls mid-stream',
    break: saysThen((writer) => writer.hang()),
    chunks: 2,
    status: 200,
    ending: 'error model_stalled',
  },
  {
    name: 'model: cut mid-stream',
    break: saysThen((writer) => writer.destroy()),
    chunks: 2,
    status: 200,
    ending: 'error model_incomplete',
  },
  {
    name: 'model: cut inside a character',
    break: saysThen(async (writer) => {
      const whole = Buffer.from('data: {"candidates":[{"content":{"parts":[{"text":"한')
      await writer.write(whole.subarray(0, -1))
      await writer.delay(50)
      writer.destroy()
    }),
    chunks: 2,
    status: 200,
    ending: 'error model_incomplete',
  },
  {
    name: 'model: malformed chunk',
    break: saysThen((writer) => writer.write('data: {"candidates"\r\n\r\n')),
    chunks: 2,
    status: 200,
    ending: 'error model_incomplete',
  },
  {
    name: 'model: error object in the stream',
    break: saysThen((writer) =>
      writer.write(sse(googleError(503, 'UNAVAILABLE', 'The model is overloaded.'))),
    ),
    chunks: 2,
    status: 200,
    ending: 'error model_overloaded',
  },
  {
    name: 'model: SAFETY, prompt refused',
    request: rehearse('safety-prompt'),
    modelCalls: 1,
    status: 422,
    ending: 'json prompt_refused',
  },
  {
    name: 'model: SAFETY mid-stream',
    break: says(part('Look at'), end('SAFETY')),
    finish: 'refused',
    chunks: 1,
    status: 200,
    ending: 'done',
  },
  {
    name: 'model: MAX_TOKENS',
    break: says(part('Look at'), end('MAX_TOKENS')),
    finish: 'length',
    chunks: 1,
    status: 200,
    ending: 'done',
  },
  {
    name: 'model: no finish reason',
    break: says(part('Look at')),
    chunks: 1,
    status: 200,
    ending: 'error model_incomplete',
  },
  {
    name: 'model: empty 200',
    break: reply(() => {}),
    request: rehearse('empty'),
    modelCalls: 3,
    status: 502,
    ending: 'json model_empty',
  },
  {
    name: 'model: thoughts among the text',
    break: says(part('I think', { thought: true }), part('Look'), end('STOP')),
    chunks: 1,
    status: 200,
    ending: 'done',
  },
  {
    name: 'model: 20,000 chunks',
    break: reply((writer) => writer.write(many.join('') + sse(end('STOP')))),
    chunks: 20_000,
    status: 200,
    ending: 'done',
  },
  {
    name: 'model: one chunk of 5 MB',
    break: says(part('x'.repeat(5_000_000)), end('STOP')),
    chunks: 1,
    status: 200,
    ending: 'done',
  },
  {
    name: 'model: 2 MB, slow reader',
    break: says(...Array.from({ length: 500 }, () => part('x'.repeat(4_096))), end('STOP')),
    readerPauseMs: 20,
    chunks: 500,
    status: 200,
    ending: 'done',
  },

  {
    name: 'deadline before the first byte',
    break: reply((writer) => writer.hang()),
    timeoutMs: 6_000,
    modelCalls: 1,
    status: 504,
    ending: 'json deadline',
  },
  {
    name: 'deadline after the first byte',
    break: saysThen((writer) => writer.hang()),
    timeoutMs: 6_000,
    chunks: 2,
    status: 200,
    ending: 'error deadline',
  },
  {
    name: '100 requests in one sandbox',
    requests: 100,
    modelCalls: 100,
    status: 200,
    ending: 'done',
  },
]
