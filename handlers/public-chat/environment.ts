import * as z from 'zod/mini'
import * as env from '../../src/config.ts'
import * as formats from '../../src/formats.ts'
import { windowsOf } from '../shared/windows.ts'
import { defaultRules } from './prompt.ts'

/** The variables of the public chat: its limits by address, its models, and its rules. */
export const publicEnvironment = z
  .object({
    LIMITS_TABLE: env.text(formats.tableName),
    REQUESTS_PER_MINUTE: z._default(env.count('a whole number of requests'), 10),
    REQUESTS_PER_DAY: z.optional(env.count('a whole number of requests')),
    ADDRESS_SALT: z.optional(env.sharedSecret()),
    ADDRESS_SALT_PARAMETER: z.optional(env.text(formats.parameterName)),
    TRUST_VIEWER_ADDRESS: env.flag(),
    BEDROCK_MODEL_ID: z._default(env.text(formats.bedrockModelId), 'openai.gpt-oss-120b-1:0'),
    BEDROCK_FALLBACK_MODEL_ID: z.optional(env.text(formats.bedrockModelId)),
    REASONING_EFFORT: z.optional(env.oneOf('low', 'medium', 'high')),
    MAX_OUTPUT_TOKENS: z._default(env.count('a whole number of tokens'), 1_000),
    SYSTEM_PROMPT: z._default(z.string(), defaultRules),
    ALLOW_SYSTEM_PROMPT: env.flag(),
    ALLOWED_ORIGINS: z.optional(env.origins()),
    AWS_ENDPOINT_URL_DYNAMODB: z.optional(env.text(formats.serviceUrl)),
    AWS_ENDPOINT_URL_SSM: z.optional(env.text(formats.serviceUrl)),
    AWS_ENDPOINT_URL_BEDROCK_RUNTIME: z.optional(env.text(formats.serviceUrl)),
  })
  .check(env.exactlyOneOf('ADDRESS_SALT', 'ADDRESS_SALT_PARAMETER'))

type Config = z.output<typeof publicEnvironment>

/** The variables that replace the address of a service. */
export const publicOverrides = [
  'AWS_ENDPOINT_URL_DYNAMODB',
  'AWS_ENDPOINT_URL_SSM',
  'AWS_ENDPOINT_URL_BEDROCK_RUNTIME',
] as const satisfies (keyof Config)[]

/** The windows of each address, and where they are counted; for `rateLimit`. */
export const limitsOf = ({
  LIMITS_TABLE: table,
  TRUST_VIEWER_ADDRESS: trustViewerAddress,
  REQUESTS_PER_MINUTE: perMinute,
  REQUESTS_PER_DAY: perDay,
  AWS_ENDPOINT_URL_DYNAMODB: endpoint,
}: Config) => ({
  table,
  endpoint,
  trustViewerAddress,
  limits: windowsOf(perMinute, perDay),
})

/**
 * An HTTP API gives up after 30 s, and `jsonAnswer` ends an answer after 25. A model that has not
 * begun by then could not finish: 1,000 tokens, reasoning included, take about 10 s.
 */
export const answerLimits = { firstTextTimeoutMs: 15_000 }
