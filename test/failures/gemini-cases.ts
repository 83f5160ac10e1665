import { goodBody } from '../../scripts/events/chatbot-query-cases.ts'
import type { EventCase } from '../../scripts/events/event-case.ts'
import { googleError, refusalOf } from '../../twin/services/gemini-errors.ts'
import { sse } from '../../twin/services/gemini-wire.ts'
import { failingGemini } from './failing-gemini.ts'
import type { FailureCase } from './failure-case.ts'
import { breaksOf, refuse, say } from './scripts.ts'

const { id, refusals, empty, text, end } = failingGemini
const { replies, repliesOneByOne } = breaksOf(failingGemini)

const rehearse = (command: string): EventCase => ({
  body: goodBody.replace('Why is my code too slow?', `Why? /rehearse ${command}`),
})

const cancelled = googleError(499, 'CANCELLED', 'The operation was cancelled.')
const aborted = googleError(409, 'ABORTED', 'The operation was aborted.')
const quotaInWords = googleError(
  429,
  'RESOURCE_EXHAUSTED',
  'You exceeded your current quota. Please retry in 26.66s.',
)

/** Failures that only Google reports. */
const ownCases: FailureCase[] = [
  {
    name: 'model: 429 with RetryInfo',
    request: rehearse('429'),
    modelCalls: 1,
    status: 429,
    ending: 'json model_busy',
    retryAfter: '37',
  },
  {
    name: 'model: 429, the delay in words',
    break: replies(refuse(refusalOf(quotaInWords))),
    modelCalls: 1,
    status: 429,
    ending: 'json model_busy',
    retryAfter: '27',
  },
  {
    name: 'model: 499',
    break: replies(refuse(refusalOf(cancelled))),
    modelCalls: 3,
    status: 502,
    ending: 'json model_failed',
  },
  {
    name: 'model: 499 in place of the answer',
    break: replies(say(Buffer.from(sse(cancelled)))),
    modelCalls: 3,
    status: 502,
    ending: 'json model_failed',
  },
  {
    name: 'model: 409',
    break: replies(refuse(refusalOf(aborted))),
    modelCalls: 3,
    status: 502,
    ending: 'json model_failed',
  },
]

const second = 'gemini-3.5-flash-lite'

/** How a request ends when a second model answers it, after three calls to the first. */
const answeredBySecond = {
  environment: () => ({ GEMINI_FALLBACK_MODEL: second }),
  modelCalls: 4,
  status: 200,
  ending: 'done',
  logged: { model: second, modelCalls: 4, fallback: true },
} as const

const fourth = say(text('Second'), end)

const secondModelCases: FailureCase[] = [
  {
    name: 'model: 503, with a second model',
    break: repliesOneByOne(...Array(3).fill(refuse(refusals.overload)), fourth),
    chunks: 1,
    ...answeredBySecond,
  },
  {
    name: 'model: 503 of the first, rehearsed',
    request: rehearse(`503@${id}`),
    ...answeredBySecond,
  },
  ...Object.entries(empty).map(
    ([what, bytes]): FailureCase => ({
      name: `model: ${what}, with a second`,
      break: repliesOneByOne(...Array(3).fill(say(bytes)), fourth),
      chunks: 1,
      ...answeredBySecond,
    }),
  ),
]

/** Gemini's own failures, in addition to those of every model. */
export const geminiCases: readonly FailureCase[] = [...ownCases, ...secondModelCases]
