import type { MiddlewareObj } from '@middy/core'
import type { Context } from 'aws-lambda'
import * as z from 'zod/mini'
import { concurrencyLimit } from '../../middlewares/concurrency-limit.ts'
import { rateLimit } from '../../middlewares/rate-limit.ts'
import * as env from '../../src/config.ts'
import * as formats from '../../src/formats.ts'
import type { HttpEvent } from '../../src/http-event.ts'

/** The variables of the limits of each user, and of their table. Each limit is off unless it is set. */
export const limitVariables = {
  LIMITS_TABLE: z.optional(env.text(formats.tableName)),
  REQUESTS_PER_MINUTE: z.optional(env.count('a whole number of requests')),
  REQUESTS_PER_DAY: z.optional(env.count('a whole number of requests')),
  CONCURRENT_ANSWERS: z.optional(env.count('a whole number of answers')),
  AWS_ENDPOINT_URL_DYNAMODB: z.optional(env.text(formats.serviceUrl)),
}

type Config = z.output<z.ZodMiniObject<typeof limitVariables>>

/** Checks that no limit is set without the table. */
export const limitsNeedTable = () =>
  env.onlyWith<Config>(
    'LIMITS_TABLE',
    'REQUESTS_PER_MINUTE',
    'REQUESTS_PER_DAY',
    'CONCURRENT_ANSWERS',
  )

type Limit = MiddlewareObj<HttpEvent, unknown, Error, Context>

/** What limits a signed-in user: middlewares for questions, each list empty where its limit is off. */
export type UserLimits = { requests: Limit[]; answers: Limit[] }

/** The limits of the configuration. What is off makes no connection, and costs a request nothing. */
export const userLimits = ({
  LIMITS_TABLE: table,
  REQUESTS_PER_MINUTE: perMinute,
  REQUESTS_PER_DAY: perDay,
  CONCURRENT_ANSWERS: answers,
  AWS_ENDPOINT_URL_DYNAMODB: endpoint,
}: Config): UserLimits => {
  if (table === undefined) return { requests: [], answers: [] }
  const limits = [
    ...(perMinute === undefined ? [] : [{ requests: perMinute, seconds: 60 }]),
    ...(perDay === undefined ? [] : [{ requests: perDay, seconds: 86_400 }]),
  ]
  return {
    requests: limits.length === 0 ? [] : [rateLimit({ table, endpoint, limits })],
    answers: answers === undefined ? [] : [concurrencyLimit({ table, endpoint, answers })],
  }
}
