import { Logger } from '@aws-lambda-powertools/logger'
import middy from '@middy/core'
import { eventStream, streaming as streamingMode } from '../middlewares/event-stream.ts'
import { jsonAnswer } from '../middlewares/json-answer.ts'
import { jsonBody } from '../middlewares/json-body.ts'
import { jsonErrors } from '../middlewares/json-errors.ts'
import { rateLimit } from '../middlewares/rate-limit.ts'
import { requestLog } from '../middlewares/request-log.ts'
import { ssmParameters } from '../middlewares/ssm-parameters.ts'
import type { AnswerContext } from '../src/answer/request.ts'
import { logOverrides, readConfig, secretOrName } from '../src/config.ts'
import { bedrockConverse } from '../src/models/bedrock-converse.ts'
import { withBreaker } from '../src/models/with-breaker.ts'
import { withFallback } from '../src/models/with-fallback.ts'
import { withRetry } from '../src/models/with-retry.ts'
import * as api from './public-chat/environment.ts'
import { publicError } from './public-chat/errors.ts'
import { publicPrompt } from './public-chat/prompt.ts'
import { namingModel, publicReply } from './public-chat/reply.ts'
import {
  describePublicFaults,
  maxRequestBytes,
  type PublicRequest,
  publicRequest,
} from './public-chat/request.ts'
import { onlyChat } from './public-chat/route.ts'
import { bedrockModels } from './shared/bedrock-models.ts'
import { cors } from './shared/front.ts'

const config = readConfig(api.publicEnvironment, process.env)
const logger = new Logger({ serviceName: 'public-chat' })
logOverrides(logger, config, api.publicOverrides)

const model = bedrockModels(config)
  .map((options) =>
    // One retry, since each call may cost what `MAX_OUTPUT_TOKENS` allows.
    withBreaker(withRetry(bedrockConverse(options), { retries: 1 }), {
      onStateChange: (breaker) =>
        logger.warn('circuit breaker', { model: options.modelId, breaker }),
    }),
  )
  .reduce(withFallback)

const { salt } = ssmParameters({
  parameters: { salt: secretOrName(config.ADDRESS_SALT, config.ADDRESS_SALT_PARAMETER) },
}).parameters
const limit = rateLimit({ ...api.limitsOf(config), key: 'address', salt })

const message = jsonBody({
  schema: publicRequest(config.ALLOW_SYSTEM_PROMPT),
  maxBytes: maxRequestBytes,
  describe: describePublicFaults,
})

const ask = ({ body }: { body: PublicRequest }, { signal }: AnswerContext) =>
  namingModel(model.answer(publicPrompt(config.SYSTEM_PROMPT, body), { signal }), signal)

/** The chat behind an HTTP API, which answers in JSON. */
export const handler = middy()
  .use(requestLog({ logger }))
  .use(cors(config.ALLOWED_ORIGINS))
  .use(jsonErrors({ body: publicError }))
  .use(jsonAnswer({ ...api.answerLimits, body: publicReply }))
  .use(limit)
  .use(onlyChat())
  .use(message)
  .handler(ask)

/** The same behind a Function URL: server-sent events for clients that prefer them. */
export const streaming = middy(streamingMode)
  .use(requestLog({ logger }))
  .use(cors(config.ALLOWED_ORIGINS))
  .use(jsonErrors({ body: publicError }))
  .use(eventStream(api.answerLimits))
  .use(jsonAnswer({ ...api.answerLimits, body: publicReply, byDefault: true }))
  .use(limit)
  .use(onlyChat())
  .use(message)
  .handler(ask)
