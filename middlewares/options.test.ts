import type { MiddlewareObj } from '@middy/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as z from 'zod/mini'
import { chatHistory, chatHistoryValidateOptions } from './chat-history.ts'
import { cognitoAuth, cognitoAuthValidateOptions } from './cognito-auth.ts'
import { concurrencyLimit, concurrencyLimitValidateOptions } from './concurrency-limit.ts'
import { eventStream, eventStreamValidateOptions } from './event-stream.ts'
import { jsonAnswer, jsonAnswerValidateOptions } from './json-answer.ts'
import { jsonBody, jsonBodyValidateOptions } from './json-body.ts'
import { jsonErrors, jsonErrorsValidateOptions } from './json-errors.ts'
import { jwtAuth, jwtAuthValidateOptions } from './jwt-auth.ts'
import { rateLimit, rateLimitValidateOptions } from './rate-limit.ts'
import { requestLog, requestLogValidateOptions } from './request-log.ts'
import { ssmParameters, ssmParametersValidateOptions } from './ssm-parameters.ts'
import { tokenBudget, tokenBudgetValidateOptions } from './token-budget.ts'

type Convention = {
  name: string
  pkg: string
  // biome-ignore lint/suspicious/noExplicitAny: called with what its types forbid
  factory: (options: any) => MiddlewareObj<any, any, any, any, any>
  validate: (options?: Record<string, unknown>) => void
  /** Every option that there is, as it may be. */
  good: Record<string, unknown>
  required: string[]
}

const middlewares: Convention[] = [
  {
    name: 'chatHistory',
    pkg: 'middy-chat/chat-history',
    factory: chatHistory,
    validate: chatHistoryValidateOptions,
    good: {
      chatsTable: 'chats',
      messagesTable: 'chat-messages',
      endpoint: 'http://127.0.0.1:8000',
      ttlDays: 90,
      maxTurns: 1,
      maxChars: 1,
    },
    required: ['chatsTable', 'messagesTable'],
  },
  {
    name: 'cognitoAuth',
    pkg: 'middy-chat/cognito-auth',
    factory: cognitoAuth,
    validate: cognitoAuthValidateOptions,
    good: {
      userPoolId: 'eu-west-1_AbCdEf123',
      clientId: ['1example', '2example'],
      issuer: ['original', 'updated'],
      tokenUse: 'access',
      groups: ['teachers'],
      scopes: ['chat/read'],
      headers: ['authorization'],
      bareHeaders: ['id_token'],
      requiredClaims: ['email', ['username', 'cognito:username']],
      jwksUri: 'https://keys.example/jwks.json',
      disablePrefetch: true,
    },
    required: ['userPoolId', 'clientId'],
  },
  {
    name: 'concurrencyLimit',
    pkg: 'middy-chat/concurrency-limit',
    factory: concurrencyLimit,
    validate: concurrencyLimitValidateOptions,
    good: {
      table: 'limits',
      endpoint: 'http://127.0.0.1:8000',
      answers: 2,
      key: 'address',
      trustViewerAddress: true,
      salt: 'x'.repeat(32),
      whenUnavailable: 'open',
      name: 'chat',
    },
    required: ['table', 'answers'],
  },
  {
    name: 'eventStream',
    pkg: 'middy-chat/event-stream',
    factory: eventStream,
    validate: eventStreamValidateOptions,
    good: {
      holdStatusMs: 1,
      firstTextTimeoutMs: 1,
      heartbeatMs: 1,
      idleTimeoutMs: 1,
      deadlineMarginMs: 2,
      finalizeMs: 1,
    },
    required: [],
  },
  {
    name: 'jsonAnswer',
    pkg: 'middy-chat/json-answer',
    factory: jsonAnswer,
    validate: jsonAnswerValidateOptions,
    good: {
      json: z.unknown(),
      body: () => ({}),
      byDefault: true,
      maxBytes: 1,
      timeoutMs: 1,
      firstTextTimeoutMs: 1,
      idleTimeoutMs: 1,
      deadlineMarginMs: 2,
      finalizeMs: 1,
    },
    required: [],
  },
  {
    name: 'jsonBody',
    pkg: 'middy-chat/json-body',
    factory: jsonBody,
    validate: jsonBodyValidateOptions,
    good: { schema: z.unknown(), maxBytes: 1, showReasons: true, describe: () => '' },
    required: ['schema'],
  },
  {
    name: 'jsonErrors',
    pkg: 'middy-chat/json-errors',
    factory: jsonErrors,
    validate: jsonErrorsValidateOptions,
    good: { body: () => ({}) },
    required: [],
  },
  {
    name: 'jwtAuth',
    pkg: 'middy-chat/jwt-auth',
    factory: jwtAuth,
    validate: jwtAuthValidateOptions,
    good: {
      secret: 'x'.repeat(64),
      algorithm: 'HS512',
      issuer: 'https://shop.example',
      audience: 'chat',
      headers: ['authorization'],
      bareHeaders: ['id_token'],
      requiredClaims: ['email', ['username', 'cognito:username']],
    },
    required: ['secret'],
  },
  {
    name: 'rateLimit',
    pkg: 'middy-chat/rate-limit',
    factory: rateLimit,
    validate: rateLimitValidateOptions,
    good: {
      table: 'limits',
      endpoint: 'http://127.0.0.1:8000',
      limits: [{ requests: 10, seconds: 60 }],
      key: 'address',
      trustViewerAddress: true,
      salt: 'x'.repeat(32),
      whenUnavailable: 'open',
      name: 'chat',
      draftHeaders: true,
    },
    required: ['table', 'limits'],
  },
  {
    name: 'requestLog',
    pkg: 'middy-chat/request-log',
    factory: requestLog,
    validate: requestLogValidateOptions,
    good: { logger: { addContext() {}, info() {}, warn() {}, error() {} } },
    required: [],
  },
  {
    name: 'ssmParameters',
    pkg: 'middy-chat/ssm-parameters',
    factory: ssmParameters,
    validate: ssmParametersValidateOptions,
    good: {
      parameters: { gemini: { value: 'sk-1' }, other: { value: 'sk-2' } },
      maxAgeSeconds: 0,
      refreshIntervalSeconds: 0.5,
      disablePrefetch: true,
      setToContext: true,
    },
    required: ['parameters'],
  },
  {
    name: 'tokenBudget',
    pkg: 'middy-chat/token-budget',
    factory: tokenBudget,
    validate: tokenBudgetValidateOptions,
    good: {
      table: 'limits',
      endpoint: 'http://127.0.0.1:8000',
      limits: { day: 50_000, month: 500_000 },
      timeZone: 'Asia/Seoul',
      whenUnavailable: 'open',
    },
    required: ['table', 'limits'],
  },
]

describe.each(middlewares)('$name', ({ name, pkg, factory, validate, good, required }) => {
  const both = [validate, factory]
  const fault = (message: string) =>
    expect.objectContaining({
      name: 'TypeError',
      message: expect.stringMatching(
        new RegExp(`^${pkg}: .*${message.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}`),
      ),
      cause: { package: pkg },
    })
  const least = {
    ...Object.fromEntries(required.map((option) => [option, good[option]])),
    ...('disablePrefetch' in good && { disablePrefetch: true }),
  }

  it('takes all its options, and the required ones alone', () => {
    for (const check of both) {
      expect(() => check(good)).not.toThrow()
      expect(() => check(least)).not.toThrow()
    }
  })

  it('takes an option that is undefined as if it were left out', () => {
    const names = [...Object.keys(good), 'other']
    const left = Object.fromEntries(names.map((option) => [option, undefined]))

    for (const check of both) {
      expect(() => check({ ...left, ...least })).not.toThrow()
    }
  })

  it('names what is required, also when there are no options at all', () => {
    for (const option of required) {
      expect(() => validate()).toThrow(fault(option))
      for (const check of both) {
        expect(() => check({ ...good, [option]: undefined })).toThrow(fault(option))
      }
    }
    if (required.length === 0) expect(() => validate()).not.toThrow()
  })

  it('names an option that it does not know', () => {
    const [first = ''] = Object.keys(good)
    const typo = `${first}s`

    for (const check of both) {
      expect(() => check({ ...good, [typo]: good[first] })).toThrow(
        fault(`unknown option "${typo}"`),
      )
    }
  })

  it('names every option that is wrong', () => {
    const names = Object.keys(good)
    const wrong = Object.fromEntries(names.map((option) => [option, Symbol('wrong')]))

    for (const check of both) {
      for (const option of names) expect(() => check(wrong)).toThrow(fault(`${option} must be`))
    }
  })

  it('is fine with options or throws its own TypeError, whatever JSON they are', () => {
    const names = Object.keys(good)
    const almost = fc.dictionary(
      fc.oneof(fc.constantFrom(...names), fc.string()),
      fc.oneof(fc.jsonValue(), fc.constantFrom(...Object.values(good))),
    )

    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), almost), (options) => {
        const thrown = thrownBy(() => validate(options as Record<string, unknown>))
        if (thrown === undefined) return
        expect(thrown).toEqual(fault(''))
        expect(thrownBy(() => factory(options))).toEqual(thrown)
      }),
      { numRuns: 300 },
    )
  })

  it('names its hooks after itself, as profilers show them', () => {
    const { before, after, onError } = factory(least)

    if (before) expect(before.name).toBe(`${name}Before`)
    if (after) expect(after.name).toBe(`${name}After`)
    if (onError) expect(onError.name).toBe(`${name}OnError`)
  })
})

function thrownBy(run: () => unknown): unknown {
  try {
    run()
    return undefined
  } catch (error) {
    return error
  }
}
