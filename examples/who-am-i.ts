// Behind a REST API, an HTTP API, a load balancer or a Function URL: returns the claims of a signed-in user.
import middy from '@middy/core'
import { cognitoAuth } from 'middy-chat/cognito-auth'
import { jsonErrors } from 'middy-chat/json-errors'

const {
  COGNITO_USER_POOL_ID = '',
  COGNITO_CLIENT_ID = '',
  COGNITO_JWKS_URI,
  // Behind CloudFront's origin access control, use x-viewer-authorization.
  TOKEN_HEADER = 'authorization',
} = process.env

export const handler = middy()
  .use(jsonErrors())
  .use(
    cognitoAuth({
      userPoolId: COGNITO_USER_POOL_ID,
      clientId: COGNITO_CLIENT_ID,
      jwksUri: COGNITO_JWKS_URI,
      headers: [TOKEN_HEADER],
    }),
  )
  .handler((_event, { claims }) => ({
    statusCode: 200,
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
    body: JSON.stringify({ sub: claims.sub, email: claims.email }),
  }))
