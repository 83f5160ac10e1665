import { Logger } from '@aws-lambda-powertools/logger'
import middy from '@middy/core'
import { cognitoAuth } from '../middlewares/cognito-auth.ts'
import { eventStream, streaming as streamingMode } from '../middlewares/event-stream.ts'
import { jsonAnswer } from '../middlewares/json-answer.ts'
import { jsonBody } from '../middlewares/json-body.ts'
import { jsonErrors } from '../middlewares/json-errors.ts'
import { requestLog } from '../middlewares/request-log.ts'
import type { HandlerResult } from '../src/answer/answer.ts'
import type { AnswerContext } from '../src/answer/request.ts'
import { logOverrides, readConfig } from '../src/config.ts'
import { headerValues } from '../src/http-event.ts'
import { bedrockConverse } from '../src/models/bedrock-converse.ts'
import { type BreakerState, withBreaker } from '../src/models/with-breaker.ts'
import { withFallback } from '../src/models/with-fallback.ts'
import { withRetry } from '../src/models/with-retry.ts'
import { withTimeout } from '../src/models/with-timeout.ts'
import { motivator } from './motivator/answer.ts'
import { helpLinesOf } from './motivator/care/help-lines.ts'
import { counter } from './motivator/counter.ts'
import * as api from './motivator/environment.ts'
import { feedbackRoute } from './motivator/feedback/route.ts'
import { feedbackStore } from './motivator/feedback/store.ts'
import { localeOf } from './motivator/locale.ts'
import { wholeReply } from './motivator/reply.ts'
import { chatRequest, maxChatBytes } from './motivator/request.ts'
import { motivatorRoutes } from './motivator/routes.ts'
import { cors, tokenHeaders } from './shared/front.ts'
import { userLimits } from './shared/limits.ts'

const config = readConfig(api.motivatorEnvironment, process.env)
const logger = new Logger({ serviceName: 'motivator' })
logOverrides(logger, config, api.motivatorOverrides)

const breakers = new Map<string, BreakerState>()
const models = api.modelsOf(config).map((options) =>
  withBreaker(withRetry(bedrockConverse(options), { retries: 1 }), {
    onStateChange: (breaker) => {
      breakers.set(options.modelId, breaker)
      logger.warn('circuit breaker', { model: options.modelId, breaker })
    },
  }),
)
const isDegraded = () => [...breakers.values()].some((breaker) => breaker !== 'closed')

const limits = userLimits(config)
const model = limits.within(withTimeout(models.reduce(withFallback), { answerMs: api.modelMs }))
const answer = motivator({ model, helpLines: helpLinesOf(config), count: counter() })

const auth = cognitoAuth({
  userPoolId: config.COGNITO_USER_POOL_ID,
  clientId: config.COGNITO_CLIENT_ID,
  issuer: config.COGNITO_ISSUER,
  headers: tokenHeaders,
  jwksUri: config.COGNITO_JWKS_URI,
})

/** A message, within a stack that writes the answer. */
const chat = middy<unknown, HandlerResult, Error, AnswerContext>()
  .use(auth)
  .use(limits.requests)
  .use(jsonBody({ schema: chatRequest, maxBytes: maxChatBytes, showReasons: true }))
  .use(limits.answers)
  .use(limits.tokens)
  .handler((event, context) => {
    const { message, session_id: sessionId, locale } = event.body
    const language = localeOf(locale ?? undefined, headerValues(event, 'accept-language').join())
    return answer({ message, locale: language, sessionId }, context)
  })

const feedback = middy<unknown, HandlerResult, Error, AnswerContext>()
  .use(auth)
  .handler(feedbackRoute(feedbackStore(api.feedbackOf(config))))

const routes = motivatorRoutes({ chat, feedback, isDegraded })

/** The motivator behind API Gateway, which answers in JSON. */
export const handler = middy()
  .use(requestLog({ logger }))
  .use(cors(config.ALLOWED_ORIGINS))
  .use(jsonErrors())
  .use(jsonAnswer({ body: wholeReply }))
  .handler(routes)

/** The same behind a Function URL: server-sent events for clients that prefer them. */
export const streaming = middy(streamingMode)
  .use(requestLog({ logger }))
  .use(cors(config.ALLOWED_ORIGINS))
  .use(jsonErrors())
  .use(eventStream())
  .use(jsonAnswer({ body: wholeReply, byDefault: true }))
  .handler(routes)
