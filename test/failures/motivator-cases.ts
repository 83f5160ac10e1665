import { failingConverse } from './failing-bedrock.ts'
import type { FailureCase } from './failure-case.ts'
import { limitCases } from './limit-cases.ts'
import { type Break, breaksOf, cut, hang, refuse, say, wait } from './scripts.ts'

const { address, text, half, end, error, malformed, refusals, empty, reasons, id } = failingConverse
const { replies, repliesOneByOne } = breaksOf(failingConverse)
const fallback = 'us.amazon.nova-micro-v1:0'

/** An answer of the model, as its schema has it. */
const output = (change: object = {}) =>
  JSON.stringify({
    self_harm: false,
    emotion: 'anxious',
    verse_id: 'Phil.4.6-7',
    message: 'You are not alone.',
    confidence: 0.9,
    ...change,
  })
const written = (json: string) => say(text(json), end)
const good = written(output())

/** Begins the answer, so that its first fields are sent, and breaks off. */
const begin = say(text(output().slice(0, 70)))

/** The texts of a stream are JSON in JSON. */
const degraded = String.raw`\"degraded\":true`
const whole = String.raw`\"confidence_score\":0.9}`

/** Whatever the model does, there is an answer; the log says what it did. */
const degrades = (
  name: string,
  breaks: Break,
  modelCalls: number,
  warned: string,
  more: Partial<FailureCase> = {},
): FailureCase => ({
  name: `model: ${name}`,
  break: breaks,
  modelCalls,
  status: 200,
  ending: 'done',
  contains: degraded,
  logged: { warned },
  ...more,
})

/** The first model is overloaded; the fallback answers. */
const firstFails = replies((writer, asked) => {
  const isFirst = (asked as { modelId?: string }).modelId === id
  return (isFirst ? refuse(refusals.overload) : good)(writer, asked)
})

const tokenCases: FailureCase[] = [
  { name: 'no token', request: { token: 'none' }, status: 401, ending: 'json missing_token' },
  {
    name: 'forged token',
    request: { token: 'tampered' },
    status: 401,
    ending: 'json invalid_token',
    logged: { reason: 'signature' },
  },
  {
    name: 'key set unreachable',
    break: ({ issuer }) => {
      issuer.fail = 'down'
    },
    keyFetches: 4,
    status: 503,
    ending: 'json keys_unavailable',
    retryAfter: (seconds = '') => /^(10|[1-9])$/.test(seconds),
    // It is not fetched again for ten seconds.
    afterwards: 'json keys_unavailable',
    logged: { error: 'ECONNRESET' },
  },
  { name: 'malformed JSON', request: { body: '{' }, status: 400, ending: 'json invalid_json' },
]

const opinion = {
  path: '/api/v1/feedback',
  body: JSON.stringify({
    session_id: '5b0c11a5-91f7-4b0e-a1b5-00000000000a',
    helpful: true,
    emotion: 'anxious',
    user_comment: 'It helped me to sleep.',
  }),
}
const unrecorded = { request: opinion, status: 503, ending: 'json feedback_unavailable' } as const

const feedbackCases: FailureCase[] = [
  {
    name: 'feedback denied',
    break: ({ dynamodb }) => {
      dynamodb.fail = 'AccessDeniedException'
    },
    ...unrecorded,
    logged: { error: 'AccessDeniedException', table: 'feedback', throttled: false },
  },
  {
    name: 'feedback silent',
    break: ({ dynamodb }) => {
      dynamodb.fail = 'hang'
    },
    ...unrecorded,
    logged: { error: 'TimeoutError', table: 'feedback' },
  },
  {
    name: 'feedback throttled without end',
    break: ({ dynamodb }) => dynamodb.throttle(1),
    ...unrecorded,
    logged: { table: 'feedback', throttled: true },
  },
]

/** Its answer cannot be used: it is asked once more, with the fault. */
const outputCases: FailureCase[] = [
  ...[
    ['prose', 'You are not alone.'],
    ['half of its JSON', output().slice(0, -20)],
    ['an emotion of its own', output({ emotion: 'hungry' })],
    ['a quotation of its own', output({ message: 'Remember: “Do not worry, be happy.”' })],
    ['a message that is a number', output({ message: 42 })],
    ['an answer without end', output({ message: 'x'.repeat(20_000) })],
  ].flatMap(([what = '', json = '']): FailureCase[] => [
    degrades(`${what}, twice`, replies(written(json)), 2, 'model_invalid model_invalid'),
    {
      name: `model: ${what}, then fine`,
      break: repliesOneByOne(written(json), good),
      modelCalls: 2,
      status: 200,
      ending: 'done',
      contains: whole,
      logged: { warned: 'model_invalid' },
    },
  ]),
  {
    name: 'model: a verse of its own, twice',
    break: replies(written(output({ verse_id: 'Phil.4.99' }))),
    modelCalls: 2,
    status: 200,
    ending: 'done',
    // The emotion's own verse takes its place.
    contains: whole,
    logged: { warned: 'model_invalid model_invalid' },
  },
]

const modelCases: FailureCase[] = [
  degrades('credentials refused', replies(refuse(refusals.credentials)), 1, 'model_misconfigured'),
  degrades('429', replies(refuse(refusals.quota)), 2, 'model_busy'),
  degrades('quota of the day', replies(refuse(refusals.dayQuota)), 1, 'model_quota_exceeded'),
  degrades('500', replies(refuse(refusals.failure)), 2, 'model_failed'),
  degrades('503', replies(refuse(refusals.overload)), 2, 'model_overloaded'),
  degrades('prompt too long', replies(refuse(refusals.tooLong)), 1, 'prompt_too_long'),
  degrades('503, twelve requests', replies(refuse(refusals.overload)), 10, 'model_unavailable', {
    requests: 12,
  }),
  degrades('connection refused', () => {}, 0, 'model_unreachable', {
    environment: () => ({ [address]: 'http://127.0.0.1:9' }),
  }),
  degrades('no answer at all', replies(hang), 1, 'model_timeout'),
  degrades('stalls', replies(begin, hang), 1, 'model_timeout'),
  degrades('cut', replies(begin, wait(250), cut), 1, 'model_incomplete'),
  degrades('cut inside a character', replies(begin, say(half), cut), 1, 'model_incomplete'),
  degrades('malformed chunk', replies(begin, say(malformed)), 1, 'model_incomplete'),
  degrades('error in the stream', replies(begin, say(error)), 1, 'model_overloaded'),
  ...Object.entries(empty).map(([what, message]) =>
    degrades(what, replies(say(message)), 2, 'model_empty'),
  ),
  ...(reasons
    ? [
        degrades('prompt refused', replies(say(reasons.blocked)), 1, 'prompt_refused'),
        degrades('refuses', replies(begin, say(reasons.end.refused)), 1, 'model_invalid'),
        degrades('limit of tokens', replies(begin, say(reasons.end.length)), 1, 'model_invalid'),
      ]
    : []),
  {
    name: 'model: 503, then fine',
    break: repliesOneByOne(refuse(refusals.overload), good),
    modelCalls: 2,
    status: 200,
    ending: 'done',
    contains: whole,
    logged: { warned: undefined, modelCalls: 2 },
  },
  {
    name: 'model: overloaded, with a fallback',
    environment: () => ({ BEDROCK_FALLBACK_MODEL_ID: fallback }),
    break: firstFails,
    modelCalls: 3,
    status: 200,
    ending: 'done',
    contains: whole,
    logged: { warned: undefined, model: fallback, fallback: true },
  },
]

/** Failures around `motivator`: only who is asking, the limits and the feedback can end in an error. */
export const motivatorCases: readonly FailureCase[] = [
  { name: 'nothing', status: 200, ending: 'done' },
  ...tokenCases,
  ...feedbackCases,
  // Without those whose model says something that is not JSON.
  ...limitCases(failingConverse).filter(({ chunks }) => chunks === undefined),
  ...modelCases,
  ...outputCases,
  {
    name: '100 requests in one sandbox',
    requests: 100,
    modelCalls: 100,
    status: 200,
    ending: 'done',
  },
]
