import { z } from 'zod'

/** The configuration of chatbot-query. */
export const config = z
  .object({
    AWS_REGION: z.string(),
    COGNITO_USER_POOL_ID: z.string(),
    COGNITO_CLIENT_ID: z.string(),
    COGNITO_JWKS_URI: z.string(),
    GEMINI_API_KEY_PARAMETER: z.string(),
    GEMINI_MODEL: z.string(),
    GEMINI_BASE_URL: z.string(),
  })
  .parse(process.env)
