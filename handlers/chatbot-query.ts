import { Logger } from '@aws-lambda-powertools/logger'
import middy from '@middy/core'
import { cognitoAuth } from '../middlewares/cognito-auth.ts'
import { eventStream, streaming } from '../middlewares/event-stream.ts'
import { jsonBody } from '../middlewares/json-body.ts'
import { jsonErrors } from '../middlewares/json-errors.ts'
import { requestLog } from '../middlewares/request-log.ts'
import { ssmParameters } from '../middlewares/ssm-parameters.ts'
import * as env from '../src/config.ts'
import { gemini } from '../src/models/gemini.ts'
import { withBreaker } from '../src/models/with-breaker.ts'
import { withFallback } from '../src/models/with-fallback.ts'
import { withRetry } from '../src/models/with-retry.ts'
import { tutorEnvironment, tutorOverrides } from './chatbot-query/environment.ts'
import { tutorGuard } from './chatbot-query/guard.ts'
import { tutorPrompt } from './chatbot-query/prompt.ts'
import { maxRequestBytes, tutorRequest } from './chatbot-query/request.ts'
import { cors, tokenHeaders } from './shared/front.ts'
import { userLimits } from './shared/limits.ts'

const config = env.readConfig(tutorEnvironment, process.env)
const logger = new Logger({ serviceName: 'chatbot-query' })
env.logOverrides(logger, config, tutorOverrides)

const keys = ssmParameters({
  parameters: { gemini: env.secretOrName(config.GEMINI_API_KEY, config.GEMINI_API_KEY_PARAMETER) },
})

const settings = {
  apiKey: keys.parameters.gemini,
  baseUrl: config.GEMINI_BASE_URL,
  // More thinking delays the first word by seconds. Some models accept no level.
  ...(config.GEMINI_THINKING !== 'default' && { thinking: config.GEMINI_THINKING }),
}
const resilient = (model: string) =>
  withBreaker(withRetry(gemini({ model, ...settings })), {
    onStateChange: (breaker) => logger.warn('circuit breaker', { model, breaker }),
  })
const models = [config.GEMINI_MODEL, config.GEMINI_FALLBACK_MODEL]
  .filter((name) => name !== undefined)
  .map(resilient)

const limits = userLimits(config)
const model = limits.within(models.reduce(withFallback))
const guarded = tutorGuard(model, {
  isOn: config.SPOILER_GUARD === 'on',
  onStop: (stop) => logger.warn('solution withheld', { stop }),
})

/** Answers a learner's question about a problem, as server-sent events. */
export const handler = middy(streaming)
  .use(requestLog({ logger }))
  .use(cors(config.ALLOWED_ORIGINS))
  .use(jsonErrors())
  .use(eventStream())
  .use(
    cognitoAuth({
      userPoolId: config.COGNITO_USER_POOL_ID,
      clientId: config.COGNITO_CLIENT_ID,
      issuer: config.COGNITO_ISSUER,
      headers: tokenHeaders,
      jwksUri: config.COGNITO_JWKS_URI,
    }),
  )
  .use(limits.requests)
  .use(jsonBody({ schema: tutorRequest, maxBytes: maxRequestBytes, showReasons: true }))
  .use(limits.answers)
  .use(limits.tokens)
  .use(keys)
  .handler((event, { signal }) => guarded(event.body).answer(tutorPrompt(event.body), { signal }))
