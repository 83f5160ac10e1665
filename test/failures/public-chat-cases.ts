import { failingConverse } from './failing-bedrock.ts'
import type { FailureCase } from './failure-case.ts'
import { breaksOf, hang, refuse, say, wait } from './scripts.ts'

const { text, end, error, refusals, reasons, id } = failingConverse
const { replies, repliesAfterText } = breaksOf(failingConverse)
const fallback = 'us.amazon.nova-micro-v1:0'
const withFallback = () => ({ BEDROCK_FALLBACK_MODEL_ID: fallback })

/** The first model is overloaded; the fallback answers. */
const firstFails = replies((writer, asked) => {
  const isFirst = (asked as { modelId?: string }).modelId === id
  const script = isFirst ? refuse(refusals.overload) : say(text('Look'), end)
  return script(writer, asked)
})

/** Failures around `public-chat`: of its limits, and of the model within the time of an HTTP API. */
export const publicChatCases: readonly FailureCase[] = [
  { name: 'nothing', status: 200, ending: 'done' },

  {
    name: 'limits denied',
    break: ({ dynamodb }) => {
      dynamodb.fail = 'AccessDeniedException'
    },
    status: 503,
    ending: 'json Limits unavailable',
    logged: { code: 'limits_unavailable', error: 'AccessDeniedException', table: 'limits' },
  },
  {
    name: 'limits down',
    break: ({ dynamodb }) => {
      dynamodb.fail = 'down'
    },
    status: 503,
    ending: 'json Limits unavailable',
  },
  {
    name: 'limits silent',
    break: ({ dynamodb }) => {
      dynamodb.fail = 'hang'
    },
    status: 503,
    ending: 'json Limits unavailable',
  },
  {
    name: 'limits throttled without end',
    break: ({ dynamodb }) => dynamodb.throttle(1),
    status: 429,
    ending: 'json Rate limit exceeded',
    retryAfter: withinAMinute,
  },
  {
    name: 'limits used up',
    environment: () => ({ REQUESTS_PER_DAY: '2' }),
    requests: 3,
    modelCalls: 2,
    status: 429,
    ending: 'json Rate limit exceeded',
    retryAfter: withinADay,
    // Of the day.
    afterwards: 'json Rate limit exceeded',
    logged: { code: 'rate_limited' },
  },
  {
    name: 'salt too short',
    environment: () => ({ ADDRESS_SALT: '', ADDRESS_SALT_PARAMETER: '/middy-chat/gemini-api-key' }),
    status: 503,
    ending: 'json Limits unavailable',
    afterwards: 'json Limits unavailable',
    logged: { error: 'SaltTooShort' },
  },

  {
    name: 'model: overloaded, with a fallback',
    environment: withFallback,
    break: firstFails,
    modelCalls: 3,
    status: 200,
    ending: 'done',
    logged: { model: fallback, modelCalls: 3, fallback: true },
  },
  {
    name: 'model: overloaded, without a fallback',
    break: replies(refuse(refusals.overload)),
    modelCalls: 2,
    status: 503,
    ending: 'json Model overloaded',
  },
  {
    name: 'model: nothing but reasoning up to the cap',
    break: replies(say(...(reasons ? [reasons.thought('I think'), reasons.end.length] : []))),
    modelCalls: 1,
    status: 502,
    ending: 'json Model length',
  },
  {
    name: 'model: text after 9 s of reasoning',
    break: replies(
      say(...(reasons ? [reasons.thought('I think')] : [])),
      wait(9_000),
      say(text('Look'), end),
    ),
    chunks: 1,
    status: 200,
    ending: 'done',
  },
  {
    name: 'model: no answer at all',
    break: replies(hang),
    status: 200,
    ending: 'error model_timeout',
    chunks: 0,
    modelCalls: 1,
  },
  {
    name: 'model: no answer at all, for JSON',
    request: { headers: { accept: 'application/json' } },
    break: replies(hang),
    status: 504,
    ending: 'json Model timeout',
    modelCalls: 1,
  },
  {
    name: 'model: error in the stream',
    break: repliesAfterText(say(error)),
    chunks: 2,
    status: 200,
    ending: 'error model_overloaded',
  },
  {
    name: '100 requests in one sandbox',
    requests: 100,
    modelCalls: 100,
    status: 200,
    ending: 'done',
  },
]

function withinAMinute(seconds = ''): boolean {
  return /^\d+$/.test(seconds) && Number(seconds) >= 1 && Number(seconds) <= 60
}

function withinADay(seconds = ''): boolean {
  return /^\d+$/.test(seconds) && Number(seconds) >= 1 && Number(seconds) <= 86_400
}
