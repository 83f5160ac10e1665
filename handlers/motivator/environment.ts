import * as z from 'zod/mini'
import * as env from '../../src/config.ts'
import * as formats from '../../src/formats.ts'
import type { BedrockConverseOptions } from '../../src/models/bedrock-converse.ts'
import { bedrockModels } from '../shared/bedrock-models.ts'
import { limitsNeedTable, limitVariables } from '../shared/limits.ts'
import { helpLineVariables, regionsNeedHelpLines } from './care/help-lines.ts'
import { outputFormat } from './output.ts'

/** The variables of the motivator: its tokens, models, feedback, help lines, and the limits of each user. */
export const motivatorEnvironment = z
  .object({
    COGNITO_USER_POOL_ID: env.text(formats.userPoolId),
    COGNITO_CLIENT_ID: env.clientIds(),
    COGNITO_ISSUER: z.optional(env.cognitoIssuers()),
    BEDROCK_MODEL_ID: z._default(env.text(formats.bedrockModelId), 'openai.gpt-oss-120b-1:0'),
    BEDROCK_FALLBACK_MODEL_ID: z.optional(env.text(formats.bedrockModelId)),
    MAX_OUTPUT_TOKENS: z._default(env.count('a whole number of tokens'), 1_000),
    FEEDBACK_TABLE: env.text(formats.tableName),
    FEEDBACK_DAYS: z._default(env.count('a whole number of days'), 365),
    ALLOWED_ORIGINS: z.optional(env.origins()),
    COGNITO_JWKS_URI: z.optional(env.text(formats.loopbackUrl)),
    AWS_ENDPOINT_URL_BEDROCK_RUNTIME: z.optional(env.text(formats.serviceUrl)),
    ...helpLineVariables,
    ...limitVariables,
  })
  .check(limitsNeedTable(), regionsNeedHelpLines())

type Config = z.output<typeof motivatorEnvironment>

/** The variables that replace the address of a service. */
export const motivatorOverrides = [
  'COGNITO_JWKS_URI',
  'AWS_ENDPOINT_URL_DYNAMODB',
  'AWS_ENDPOINT_URL_BEDROCK_RUNTIME',
] as const satisfies (keyof Config)[]

/** The options of the models that answer. */
export const modelsOf = (config: Config): BedrockConverseOptions[] =>
  bedrockModels(config).map((options) => ({ ...options, output: outputFormat }))

/** For `feedbackStore`. */
export const feedbackOf = (config: Config) => ({
  table: config.FEEDBACK_TABLE,
  days: config.FEEDBACK_DAYS,
  endpoint: config.AWS_ENDPOINT_URL_DYNAMODB,
})

/**
 * How long one question to the models may take, in ms. With the repair there are two, after which the
 * answer that was written before still comes within `firstTextTimeoutMs` (20 s).
 */
export const modelMs = 9_000
