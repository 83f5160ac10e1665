import { CognitoJwtVerifier } from 'aws-jwt-verify'
import { SimpleJwksCache } from 'aws-jwt-verify/jwk'
import { config } from './config.ts'

/** aws-jwt-verify as in its guide; its own fetcher lacks plain HTTP, which the twin uses. */
export const verifier = CognitoJwtVerifier.create(
  {
    userPoolId: config.COGNITO_USER_POOL_ID,
    clientId: config.COGNITO_CLIENT_ID,
    tokenUse: 'id',
  },
  {
    jwksCache: new SimpleJwksCache({
      fetcher: { fetch: async () => (await fetch(config.COGNITO_JWKS_URI)).arrayBuffer() },
    }),
  },
)

export const bearer = (header: string | null | undefined): string =>
  header?.replace(/^bearer +/i, '') ?? ''
