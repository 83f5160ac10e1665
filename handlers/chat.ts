import { Logger } from '@aws-lambda-powertools/logger'
import middy from '@middy/core'
import { chatHistory } from '../middlewares/chat-history.ts'
import { eventStream, streaming as streamingMode } from '../middlewares/event-stream.ts'
import { jsonAnswer } from '../middlewares/json-answer.ts'
import { jsonBody } from '../middlewares/json-body.ts'
import { jsonErrors } from '../middlewares/json-errors.ts'
import { requestLog } from '../middlewares/request-log.ts'
import { ssmParameters } from '../middlewares/ssm-parameters.ts'
import type { HandlerResult } from '../src/answer/answer.ts'
import { logOverrides, readConfig } from '../src/config.ts'
import { bedrockAgent } from '../src/models/bedrock-agent.ts'
import { bedrockConverse } from '../src/models/bedrock-converse.ts'
import { withBreaker } from '../src/models/with-breaker.ts'
import { withRetry } from '../src/models/with-retry.ts'
import { chatAuth } from './chat/auth.ts'
import * as api from './chat/environment.ts'
import { chatError } from './chat/errors.ts'
import { agentPrompt, assistantPrompt } from './chat/prompt.ts'
import { chatReply } from './chat/reply.ts'
import { chatRequest, describeChatFaults } from './chat/request.ts'
import { type ChatContext, chatRoutes } from './chat/routes.ts'
import { cors } from './shared/front.ts'
import { userLimits } from './shared/limits.ts'

/** The most tokens that an answer of an agent is expected to have: the agent does not state them. */
const agentOutputTokens = 4_096

const config = readConfig(api.chatEnvironment, process.env)
const modelConfig = api.modelOf(config)
const logger = new Logger({ serviceName: 'chat' })
logOverrides(logger, config, api.chatOverrides)
api.warnOfOpenTokens(logger, config)

const isAgent = 'agentId' in modelConfig
const bedrock = isAgent ? bedrockAgent(modelConfig) : bedrockConverse(modelConfig)
const promptOf = isAgent ? agentPrompt : assistantPrompt
const resilient = withBreaker(withRetry(bedrock), {
  onStateChange: (breaker) => logger.warn('circuit breaker', { breaker }),
})

const history = chatHistory(api.chatsOf(config))

const auth = chatAuth(
  api.tokensOf(config, (name) => ssmParameters({ parameters: { jwt: { name } } })),
)
const limits = userLimits(config)
const model = limits.within(resilient, agentOutputTokens)

/** A question, within a stack that has verified the user and writes the answer. */
const ask = middy<unknown, HandlerResult, Error, ChatContext>()
  .use(limits.requests)
  .use(jsonBody({ schema: chatRequest, maxBytes: 128 * 1024, describe: describeChatFaults }))
  .use(limits.answers)
  .use(limits.tokens)
  .use(history)
  .handler(({ body }, { chat, signal }) => model.answer(promptOf(body.prompt, chat), { signal }))
const routes = chatRoutes(history.chats, ask)

/** The chats behind API Gateway, which answer in JSON. */
export const handler = middy()
  .use(requestLog({ logger }))
  .use(cors(config.ALLOWED_ORIGINS))
  .use(jsonErrors({ body: chatError }))
  .use(jsonAnswer({ body: chatReply }))
  .use(auth)
  .handler(routes)

/** The same behind a Function URL: server-sent events for clients that prefer them. */
export const streaming = middy(streamingMode)
  .use(requestLog({ logger }))
  .use(cors(config.ALLOWED_ORIGINS))
  .use(jsonErrors({ body: chatError }))
  .use(eventStream())
  .use(jsonAnswer({ body: chatReply, byDefault: true }))
  .use(auth)
  .handler(routes)
