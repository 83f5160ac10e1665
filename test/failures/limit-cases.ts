import type { FailingModel } from './failing-model.ts'
import type { FailureCase } from './failure-case.ts'
import { breaksOf, say } from './scripts.ts'

const limits = () => ({ REQUESTS_PER_DAY: '2', CONCURRENT_ANSWERS: '1' })

/** Failures around the limits of each user, of a handler with this model. */
export const limitCases = (model: FailingModel): FailureCase[] => {
  const { replies } = breaksOf(model)
  const answer = say(model.text('Look'), model.end)

  return [
    {
      name: 'limits denied',
      environment: limits,
      break: ({ dynamodb }) => {
        dynamodb.fail = 'AccessDeniedException'
      },
      status: 503,
      ending: 'json limits_unavailable',
      logged: { error: 'AccessDeniedException', table: 'limits', throttled: false },
    },
    {
      name: 'limits silent',
      environment: limits,
      break: ({ dynamodb }) => {
        dynamodb.fail = 'hang'
      },
      status: 503,
      ending: 'json limits_unavailable',
    },
    {
      name: 'limits throttled without end',
      environment: limits,
      break: ({ dynamodb }) => dynamodb.throttle(1),
      status: 429,
      ending: 'json rate_limited',
      retryAfter: '5',
      logged: { throttled: true },
    },
    {
      name: 'limits throttled at times',
      environment: () => ({ REQUESTS_PER_DAY: '100', CONCURRENT_ANSWERS: '1' }),
      break: ({ dynamodb }) => dynamodb.throttle(0.2),
      requests: 10,
      status: 200,
      ending: 'done',
    },
    {
      name: 'asked too often',
      environment: limits,
      requests: 3,
      modelCalls: 2,
      status: 429,
      ending: 'json rate_limited',
      retryAfter: (seconds) => Number(seconds) > 0 && Number(seconds) <= 86_400,
      afterwards: 'json rate_limited',
      logged: { limit: 2, seconds: 86_400 },
    },
    {
      name: 'lease not freed: denied',
      environment: limits,
      break: (world) =>
        replies(() => {
          world.dynamodb.fail = 'AccessDeniedException'
        }, answer)(world),
      chunks: 1,
      status: 200,
      ending: 'done',
      // The lease ends with the function's deadline.
      afterwards: 'json too_many_answers',
    },
  ]
}
