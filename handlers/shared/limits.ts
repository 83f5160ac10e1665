import type { MiddlewareObj } from '@middy/core'
import type { Context } from 'aws-lambda'
import * as z from 'zod/mini'
import { concurrencyLimit } from '../../middlewares/concurrency-limit.ts'
import { rateLimit } from '../../middlewares/rate-limit.ts'
import { tokenBudget } from '../../middlewares/token-budget.ts'
import type { ChatModel } from '../../src/answer/answer.ts'
import * as env from '../../src/config.ts'
import * as formats from '../../src/formats.ts'
import type { HttpEvent } from '../../src/http-event.ts'
import { withBudget } from '../../src/models/with-budget.ts'
import { windowsOf } from './windows.ts'

/** The variables of the limits of each user, and of their table. Each limit is off unless it is set. */
export const limitVariables = {
  LIMITS_TABLE: z.optional(env.text(formats.tableName)),
  REQUESTS_PER_MINUTE: z.optional(env.count('a whole number of requests')),
  REQUESTS_PER_DAY: z.optional(env.count('a whole number of requests')),
  CONCURRENT_ANSWERS: z.optional(env.count('a whole number of answers')),
  TOKENS_PER_DAY: z.optional(env.count('a whole number of tokens')),
  TOKENS_PER_MONTH: z.optional(env.count('a whole number of tokens')),
  BUDGET_TIME_ZONE: z.optional(env.text(formats.timeZone)),
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
    'TOKENS_PER_DAY',
    'TOKENS_PER_MONTH',
    'BUDGET_TIME_ZONE',
  )

type Limit = MiddlewareObj<HttpEvent, unknown, Error, Context>

/** What limits a signed-in user: middlewares for questions, each list empty where its limit is off. */
export type UserLimits = {
  requests: Limit[]
  answers: Limit[]
  tokens: Limit[]
  /**
   * The model, within the user's budget of tokens if there is one.
   *
   * @param maxOutputTokens the longest answer, of a model that does not state its own
   * @throws TypeError for a budget that does not allow a single answer
   */
  within(model: ChatModel, maxOutputTokens?: number): ChatModel
}

/** The limits of the configuration. What is off makes no connection, and costs a request nothing. */
export const userLimits = ({
  LIMITS_TABLE: table,
  REQUESTS_PER_MINUTE: perMinute,
  REQUESTS_PER_DAY: perDay,
  CONCURRENT_ANSWERS: answers,
  TOKENS_PER_DAY: day,
  TOKENS_PER_MONTH: month,
  BUDGET_TIME_ZONE: timeZone,
  AWS_ENDPOINT_URL_DYNAMODB: endpoint,
}: Config): UserLimits => {
  const windows = windowsOf(perMinute, perDay)
  const limits = { day, month }
  const tokens = Math.min(day ?? Number.POSITIVE_INFINITY, month ?? Number.POSITIVE_INFINITY)
  const hasBudget = table !== undefined && Number.isFinite(tokens)

  const within: UserLimits['within'] = (model, maxOutputTokens) => {
    if (!hasBudget) return model
    const budgeted = withBudget(model, {
      maxOutputTokens: model.maxOutputTokens ?? maxOutputTokens,
    })
    if (Number(budgeted.maxOutputTokens) < tokens) return budgeted
    throw new TypeError(
      `TOKENS_PER_DAY and TOKENS_PER_MONTH must be more than one answer may have: ${budgeted.maxOutputTokens}`,
    )
  }

  if (table === undefined) return { requests: [], answers: [], tokens: [], within }
  return {
    requests: windows.length === 0 ? [] : [rateLimit({ table, endpoint, limits: windows })],
    answers: answers === undefined ? [] : [concurrencyLimit({ table, endpoint, answers })],
    tokens: hasBudget ? [tokenBudget({ table, endpoint, limits, timeZone })] : [],
    within,
  }
}
