import { cognitoAuth } from '../../middlewares/cognito-auth.ts'
import { eventStream } from '../../middlewares/event-stream.ts'
import { jsonErrors } from '../../middlewares/json-errors.ts'
import { ssmParameters } from '../../middlewares/ssm-parameters.ts'

const pool = { userPoolId: 'eu-west-1_AbCdEf123', clientId: '1example' }

// @ts-expect-error it is jwksUri
cognitoAuth({ ...pool, jwksUrl: 'https://keys.example' })

// @ts-expect-error it is in milliseconds
eventStream({ heartbeatSeconds: 15 })

// @ts-expect-error it is body
jsonErrors({ shape: () => ({}) })

// @ts-expect-error it is a name or a value
ssmParameters({ parameters: { gemini: { path: '/gemini' } } })
