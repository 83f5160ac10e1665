import assert from 'node:assert/strict'
import type { Result } from './report.ts'
import { requestTimeoutMs } from './requests.ts'

/** Signs in with SMOKE_REGION, SMOKE_CLIENT_ID, SMOKE_USERNAME and SMOKE_PASSWORD; the value is the ID token. */
export async function signIn(): Promise<Result<string>> {
  const { SMOKE_REGION, SMOKE_CLIENT_ID, SMOKE_USERNAME, SMOKE_PASSWORD } = process.env
  const missing = ['SMOKE_REGION', 'SMOKE_CLIENT_ID', 'SMOKE_USERNAME', 'SMOKE_PASSWORD'].filter(
    (name) => !process.env[name],
  )
  assert.ok(missing.length === 0, `neither SMOKE_ID_TOKEN nor ${missing.join(', ')} is set`)

  const response = await fetch(`https://cognito-idp.${SMOKE_REGION}.amazonaws.com/`, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': 'AWSCognitoIdentityProviderService.InitiateAuth',
    },
    body: JSON.stringify({
      AuthFlow: 'USER_PASSWORD_AUTH',
      ClientId: SMOKE_CLIENT_ID,
      AuthParameters: { USERNAME: SMOKE_USERNAME, PASSWORD: SMOKE_PASSWORD },
    }),
    signal: AbortSignal.timeout(requestTimeoutMs),
  })
  const {
    AuthenticationResult,
    ChallengeName,
    __type: type,
  } = (await response.json()) as {
    AuthenticationResult?: { IdToken?: string }
    ChallengeName?: string
    __type?: string
  }
  const idToken = AuthenticationResult?.IdToken
  assert.ok(idToken, `Cognito says ${type ?? ChallengeName ?? response.status}`)
  return { value: idToken }
}
