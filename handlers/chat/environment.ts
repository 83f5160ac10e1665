import * as z from 'zod/mini'
import * as env from '../../src/config.ts'
import * as formats from '../../src/formats.ts'
import type { ParameterSource } from '../../src/parameter-source.ts'
import { limitsNeedTable, limitVariables } from '../shared/limits.ts'

/** The variables of the chat: its tables, an agent or a model, one of two kinds of tokens, and limits. */
export const chatEnvironment = z
  .object({
    DYNAMODB_TABLE: env.text(formats.tableName),
    DYNAMODB_MESSAGES_TABLE: env.text(formats.tableName),
    CHAT_TTL_DAYS: z.optional(env.count('a whole number of days')),
    AGENT_ID: z.optional(env.text(formats.agentId)),
    AGENT_ALIAS_ID: z.optional(env.text(formats.agentId)),
    BEDROCK_MODEL_ID: z.optional(env.text(formats.bedrockModelId)),
    COGNITO_USER_POOL_ID: z.optional(env.text(formats.userPoolId)),
    COGNITO_CLIENT_ID: z.optional(env.clientIds()),
    COGNITO_ISSUER: z.optional(env.cognitoIssuers()),
    JWT_SECRET_KEY: z.optional(env.sharedSecret()),
    JWT_SECRET_KEY_PARAMETER: z.optional(env.text(formats.parameterName)),
    JWT_ALGORITHM: z.optional(env.oneOf('HS256', 'HS384', 'HS512')),
    JWT_ISSUER: z.optional(env.text(formats.claimValue)),
    JWT_AUDIENCE: z.optional(env.text(formats.claimValue)),
    ALLOWED_ORIGINS: z.optional(env.origins()),
    COGNITO_JWKS_URI: z.optional(env.text(formats.loopbackUrl)),
    AWS_ENDPOINT_URL_SSM: z.optional(env.text(formats.serviceUrl)),
    AWS_ENDPOINT_URL_BEDROCK_RUNTIME: z.optional(env.text(formats.serviceUrl)),
    AWS_ENDPOINT_URL_BEDROCK_AGENT_RUNTIME: z.optional(env.text(formats.serviceUrl)),
    ...limitVariables,
  })
  .check(
    env.exactlyOneOf(['AGENT_ID', 'AGENT_ALIAS_ID'], 'BEDROCK_MODEL_ID'),
    // Never both, so that a token that one refuses is not offered to the other.
    env.exactlyOneOf(
      ['COGNITO_USER_POOL_ID', 'COGNITO_CLIENT_ID'],
      ['JWT_SECRET_KEY', 'JWT_ALGORITHM'],
      ['JWT_SECRET_KEY_PARAMETER', 'JWT_ALGORITHM'],
    ),
    env.onlyWith('COGNITO_USER_POOL_ID', 'COGNITO_ISSUER'),
    env.onlyWith('JWT_ALGORITHM', 'JWT_ISSUER', 'JWT_AUDIENCE'),
    limitsNeedTable(),
  )

type Config = z.output<typeof chatEnvironment>

/** The variables that replace the address of a service. */
export const chatOverrides = [
  'COGNITO_JWKS_URI',
  'AWS_ENDPOINT_URL_SSM',
  'AWS_ENDPOINT_URL_DYNAMODB',
  'AWS_ENDPOINT_URL_BEDROCK_RUNTIME',
  'AWS_ENDPOINT_URL_BEDROCK_AGENT_RUNTIME',
] as const satisfies (keyof Config)[]

/** The options of `chatHistory`. */
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

/** The options of the agent or the model that answers. */
export const modelOf = (config: Config): Agent | Model =>
  config.BEDROCK_MODEL_ID === undefined
    ? {
        agentId: config.AGENT_ID ?? '',
        agentAliasId: config.AGENT_ALIAS_ID ?? '',
        endpoint: config.AWS_ENDPOINT_URL_BEDROCK_AGENT_RUNTIME,
      }
    : { modelId: config.BEDROCK_MODEL_ID, endpoint: config.AWS_ENDPOINT_URL_BEDROCK_RUNTIME }

type UserPool = {
  userPoolId: string
  clientId: string[]
  issuer: ('original' | 'updated')[] | undefined
  jwksUri: string | undefined
}
type Shared = {
  algorithm: 'HS256' | 'HS384' | 'HS512'
  secret: string | ParameterSource
  issuer: string | undefined
  audience: string | undefined
}

/**
 * The options of `cognitoAuth` or `jwtAuth`.
 *
 * @param keep creates the source of a secret from the name of its parameter
 */
export const tokensOf = (
  config: Config,
  keep: (name: string) => { parameters: { jwt: ParameterSource } },
): UserPool | Shared =>
  config.JWT_ALGORITHM === undefined
    ? {
        userPoolId: config.COGNITO_USER_POOL_ID ?? '',
        clientId: config.COGNITO_CLIENT_ID ?? [],
        issuer: config.COGNITO_ISSUER,
        jwksUri: config.COGNITO_JWKS_URI,
      }
    : {
        algorithm: config.JWT_ALGORITHM,
        secret: config.JWT_SECRET_KEY ?? keep(config.JWT_SECRET_KEY_PARAMETER ?? '').parameters.jwt,
        issuer: config.JWT_ISSUER,
        audience: config.JWT_AUDIENCE,
      }

/** Warns at start-up that a shared secret alone decides which tokens are accepted. */
export const warnOfOpenTokens = (
  logger: { warn(message: string): void },
  { JWT_ALGORITHM, JWT_ISSUER, JWT_AUDIENCE }: Config,
): void => {
  if (JWT_ALGORITHM === undefined) return
  if (JWT_ISSUER === undefined) logger.warn('JWT_ISSUER is not set: any issuer is accepted')
  if (JWT_AUDIENCE === undefined) logger.warn('JWT_AUDIENCE is not set: any audience is accepted')
}
