import * as z from 'zod/mini'
import * as env from '../../src/config.ts'
import type { ParameterSource } from '../../src/parameter-source.ts'

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
    JWT_ALGORITHM: z.optional(env.oneOf('HS256', 'HS384', 'HS512')),
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

type Config = z.output<typeof chatEnvironment>

/** Those that take a service from elsewhere than AWS. */
export const chatOverrides = [
  'COGNITO_JWKS_URI',
  'AWS_ENDPOINT_URL_SSM',
  'AWS_ENDPOINT_URL_DYNAMODB',
  'AWS_ENDPOINT_URL_BEDROCK_RUNTIME',
  'AWS_ENDPOINT_URL_BEDROCK_AGENT_RUNTIME',
] as const satisfies (keyof Config)[]

/** Where the chats are kept, and for how long. */
export const chatsOf = ({
  DYNAMODB_TABLE: chatsTable,
  DYNAMODB_MESSAGES_TABLE: messagesTable,
  CHAT_TTL_DAYS: ttlDays,
  AWS_ENDPOINT_URL_DYNAMODB: endpoint,
}: Config) => ({
  chatsTable,
  messagesTable,
  ...(ttlDays !== undefined && { ttlDays }),
  ...(endpoint !== undefined && { endpoint }),
})

type Agent = { agentId: string; agentAliasId: string; endpoint: string | undefined }
type Model = { modelId: string; endpoint: string | undefined }

/** Who answers: an agent, or a model. */
export const modelOf = (config: Config): Agent | Model =>
  config.BEDROCK_MODEL_ID === undefined
    ? {
        agentId: config.AGENT_ID ?? '',
        agentAliasId: config.AGENT_ALIAS_ID ?? '',
        endpoint: config.AWS_ENDPOINT_URL_BEDROCK_AGENT_RUNTIME,
      }
    : { modelId: config.BEDROCK_MODEL_ID, endpoint: config.AWS_ENDPOINT_URL_BEDROCK_RUNTIME }

type UserPool = { userPoolId: string; clientId: string[]; jwksUri: string | undefined }
type Shared = { algorithm: 'HS256' | 'HS384' | 'HS512'; secret: string | ParameterSource }

/**
 * Whose tokens are good: a user pool's, or those of whoever knows a secret.
 *
 * @param keep makes the source of a secret that is a parameter, by its name
 */
export const tokensOf = (
  config: Config,
  keep: (name: string) => { parameters: { jwt: ParameterSource } },
): UserPool | Shared =>
  config.JWT_ALGORITHM === undefined
    ? {
        userPoolId: config.COGNITO_USER_POOL_ID ?? '',
        clientId: config.COGNITO_CLIENT_ID ?? [],
        jwksUri: config.COGNITO_JWKS_URI,
      }
    : {
        algorithm: config.JWT_ALGORITHM,
        secret: config.JWT_SECRET_KEY ?? keep(config.JWT_SECRET_KEY_PARAMETER ?? '').parameters.jwt,
      }
