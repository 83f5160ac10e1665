import * as z from 'zod/mini'
import * as env from '../../src/config.ts'
import * as formats from '../../src/formats.ts'
import { limitsNeedTable, limitVariables } from '../shared/limits.ts'

/** The variables of the tutor: its tokens, its model, and the limits of each user. */
export const tutorEnvironment = z
  .object({
    COGNITO_USER_POOL_ID: env.text(formats.userPoolId),
    COGNITO_CLIENT_ID: env.clientIds(),
    COGNITO_ISSUER: z.optional(env.cognitoIssuers()),
    GEMINI_API_KEY: z.optional(env.secret()),
    GEMINI_API_KEY_PARAMETER: z.optional(env.text(formats.parameterName)),
    GEMINI_MODEL: env.text(formats.geminiModel),
    GEMINI_FALLBACK_MODEL: z.optional(env.text(formats.geminiModel)),
    ALLOWED_ORIGINS: z.optional(env.origins()),
    GEMINI_THINKING: z._default(env.oneOf('minimal', 'low', 'medium', 'high', 'default'), 'low'),
    SPOILER_GUARD: z._default(env.oneOf('on', 'off'), 'on'),
    COGNITO_JWKS_URI: z.optional(env.text(formats.loopbackUrl)),
    GEMINI_BASE_URL: z.optional(env.text(formats.serviceUrl)),
    AWS_ENDPOINT_URL_SSM: z.optional(env.text(formats.serviceUrl)),
    ...limitVariables,
  })
  .check(env.exactlyOneOf('GEMINI_API_KEY', 'GEMINI_API_KEY_PARAMETER'), limitsNeedTable())

/** The variables that replace the address of a service. */
export const tutorOverrides = [
  'COGNITO_JWKS_URI',
  'GEMINI_BASE_URL',
  'AWS_ENDPOINT_URL_SSM',
  'AWS_ENDPOINT_URL_DYNAMODB',
] as const satisfies (keyof z.output<typeof tutorEnvironment>)[]
