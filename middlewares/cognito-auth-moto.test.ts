import middy from '@middy/core'
import { beforeAll, describe, expect, it } from 'vitest'
import { openInvocation } from '../twin/runtime/in-process.ts'
import { httpApiEvent } from '../twin/testing/event-shapes.ts'
import { cognitoAuth } from './cognito-auth.ts'
import { jsonErrors } from './json-errors.ts'

const moto = process.env.MOTO_SERVER_URL
if (!moto) console.info('MOTO_SERVER_URL is not set: tokens come from the twin alone')

const region = 'us-east-1'

type Tokens = { IdToken: string; AccessToken: string }

/** One operation of the Cognito user pools, as the SDK sends it; moto looks at no signature. */
const cognito = async <Output>(operation: string, input: object): Promise<Output> => {
  const response = await fetch(`${moto}/`, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `AWSCognitoIdentityProviderService.${operation}`,
      authorization: `AWS4-HMAC-SHA256 Credential=test/20261120/${region}/cognito-idp/aws4_request`,
    },
    body: JSON.stringify(input),
  })
  expect(response.status, operation).toBe(200)
  return (await response.json()) as Output
}

describe.skipIf(!moto)('a token that moto signs', () => {
  const password = 'Correct-Horse-7'
  let options: { userPoolId: string; clientId: string; jwksUri: string }
  let tokens: Tokens

  beforeAll(async () => {
    const { UserPool } = await cognito<{ UserPool: { Id: string } }>('CreateUserPool', {
      PoolName: 'learners',
    })
    const { UserPoolClient } = await cognito<{ UserPoolClient: { ClientId: string } }>(
      'CreateUserPoolClient',
      {
        UserPoolId: UserPool.Id,
        ClientName: 'page',
        ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH'],
      },
    )
    const user = { UserPoolId: UserPool.Id, Username: 'learner' }
    await cognito('AdminCreateUser', user)
    await cognito('AdminSetUserPassword', { ...user, Password: password, Permanent: true })
    const { AuthenticationResult } = await cognito<{ AuthenticationResult: Tokens }>(
      'InitiateAuth',
      {
        ClientId: UserPoolClient.ClientId,
        AuthFlow: 'USER_PASSWORD_AUTH',
        AuthParameters: { USERNAME: 'learner', PASSWORD: password },
      },
    )
    tokens = AuthenticationResult
    options = {
      userPoolId: UserPool.Id,
      clientId: UserPoolClient.ClientId,
      jwksUri: `${moto}/${UserPool.Id}/.well-known/jwks.json`,
    }
  })

  const answerTo = async (token: string) => {
    const handler = middy()
      .use(jsonErrors())
      .use(cognitoAuth(options))
      .handler((_event, { claims }) => ({ statusCode: 200, body: claims['cognito:username'] }))
    const event = httpApiEvent({ headers: { authorization: `Bearer ${token}` } })
    const { statusCode, text } = await openInvocation(handler, event)
    return `${statusCode} ${await text()}`
  }

  it('is good where its kind is expected', async () => {
    expect(await answerTo(tokens.IdToken)).toBe('200 learner')
  })

  it('is refused where the other kind is expected', async () => {
    expect(await answerTo(tokens.AccessToken)).toMatch(/^401 .*invalid_token/)
  })
})
