import middy from '@middy/core'
import { cognitoAuth } from '../../middlewares/cognito-auth.ts'

middy()
  .use(cognitoAuth({ userPoolId: 'eu-west-1_AbCdEf123', clientId: '1example' }))
  .handler((_event, { claims }) => {
    // @ts-expect-error only an access token has a client_id
    const client: string = claims.client_id
    return { statusCode: 200, body: client }
  })
