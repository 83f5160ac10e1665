const { env } = process

/** The configuration of chatbot-query. */
export const config = {
  region: env.AWS_REGION ?? '',
  userPoolId: env.COGNITO_USER_POOL_ID ?? '',
  clientId: env.COGNITO_CLIENT_ID ?? '',
  jwksUri: env.COGNITO_JWKS_URI,
  parameter: env.GEMINI_API_KEY_PARAMETER ?? '',
  ssmUrl: env.AWS_ENDPOINT_URL_SSM,
  model: env.GEMINI_MODEL ?? '',
  geminiUrl: env.GEMINI_BASE_URL ?? 'https://generativelanguage.googleapis.com',
}

export const issuer = `https://cognito-idp.${config.region}.amazonaws.com/${config.userPoolId}`
