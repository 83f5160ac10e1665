import type { FailingModel } from './failing-model.ts'
import type { FailureCase } from './failure-case.ts'
import { breaksOf, refuse, say } from './scripts.ts'

/** A model that answers with an HTTP error. */
export const refusalCases = (model: FailingModel): FailureCase[] => {
  const { id, refusals, quotaReset, text, end } = model
  const { replies, repliesOneByOne } = breaksOf(model)
  return [
    {
      name: 'model: credentials refused',
      break: replies(refuse(refusals.credentials)),
      modelCalls: 1,
      status: 502,
      ending: 'json model_misconfigured',
    },
    {
      name: 'model: 429',
      break: replies(refuse(refusals.quota)),
      modelCalls: 3,
      status: 429,
      ending: 'json model_busy',
    },
    {
      name: 'model: quota of the day, six times',
      break: replies(refuse(refusals.dayQuota)),
      requests: 6,
      modelCalls: 6,
      status: 429,
      ending: 'json model_quota_exceeded',
      ...(quotaReset && { retryAfter: quotaReset }),
    },
    {
      name: 'model: 500',
      break: replies(refuse(refusals.failure)),
      modelCalls: 3,
      status: 502,
      ending: 'json model_failed',
    },
    {
      name: 'model: 503',
      break: replies(refuse(refusals.overload)),
      modelCalls: 3,
      status: 503,
      ending: 'json model_overloaded',
      logged: { model: id, modelCalls: 3, fallback: undefined },
    },
    {
      name: 'model: 503, then fine',
      break: repliesOneByOne(refuse(refusals.overload), say(text('Look'), end)),
      modelCalls: 2,
      chunks: 1,
      status: 200,
      ending: 'done',
      logged: { model: id, modelCalls: 2, fallback: undefined },
    },
    {
      name: 'model: 503, sixth request in a row',
      break: replies(refuse(refusals.overload)),
      requests: 6,
      modelCalls: 15,
      status: 503,
      ending: 'json model_unavailable',
      afterwards: 'json model_unavailable',
      retryAfter: '10',
    },
    {
      name: 'model: timeout of its own',
      break: replies(refuse(refusals.timeout)),
      modelCalls: 3,
      status: 504,
      ending: 'json model_timeout',
    },
    {
      name: 'model: prompt too long',
      break: replies(refuse(refusals.tooLong)),
      modelCalls: 1,
      status: 413,
      ending: 'json prompt_too_long',
    },
  ]
}
