import * as z from 'zod/mini'
import * as env from '../config.ts'

/** The variables of the chat: its tables, one of two kinds of models, one of two kinds of tokens. */
export const chatEnvironment = z
  .object({
    DYNAMODB_TABLE: env.tableName(),
    DYNAMODB_MESSAGES_TABLE: env.tableName(),
    CHAT_TTL_DAYS: z.optional(env.count('a whole number of days')),
    AGENT_ID: z.optional(env.agentId()),
    AGENT_ALIAS_ID: z.optional(env.agentId()),
    BEDROCK_MODEL_ID: z.optional(env.bedrockModelId()),
    COGNITO_USER_POOL_ID: z.optional(env.userPoolId()),
    COGNITO_CLIENT_ID: z.optional(env.clientIds()),
    JWT_SECRET_KEY: z.optional(env.sharedSecret()),
    JWT_SECRET_KEY_PARAMETER: z.optional(env.parameterName()),
    JWT_ALGORITHM: z.optional(z.enum(['HS256', 'HS384', 'HS512'], 'must be HS256, HS384 or HS512')),
    COGNITO_JWKS_URI: z.optional(env.loopbackUrl()),
    AWS_ENDPOINT_URL_SSM: z.optional(env.serviceUrl()),
    AWS_ENDPOINT_URL_DYNAMODB: z.optional(env.serviceUrl()),
    AWS_ENDPOINT_URL_BEDROCK_RUNTIME: z.optional(env.serviceUrl()),
    AWS_ENDPOINT_URL_BEDROCK_AGENT_RUNTIME: z.optional(env.serviceUrl()),
  })
  .check(
    env.exactlyOneOf(['AGENT_ID', 'AGENT_ALIAS_ID'], 'BEDROCK_MODEL_ID'),
    // Never both: a token that one of them refuses is not offered to the other.
    env.exactlyOneOf(
      ['COGNITO_USER_POOL_ID', 'COGNITO_CLIENT_ID'],
      ['JWT_SECRET_KEY', 'JWT_ALGORITHM'],
      ['JWT_SECRET_KEY_PARAMETER', 'JWT_ALGORITHM'],
    ),
  )
