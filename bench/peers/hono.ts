// Hono on Lambda with the AI SDK.
// https://hono.dev/docs/getting-started/aws-lambda, https://hono.dev/docs/middleware/builtin/jwk,
// https://hono.dev/docs/guides/validation, https://ai-sdk.dev/cookbook/api-servers/hono
import { createGoogleGenerativeAI } from '@ai-sdk/google'
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm'
import { streamText } from 'ai'
import { Hono } from 'hono'
import { streamHandle } from 'hono/aws-lambda'
import { jwk } from 'hono/jwk'
import type { JwtVariables } from 'hono/jwt'
import { streamSSE } from 'hono/streaming'
import type { HonoJsonWebKey } from 'hono/utils/jwt/jws'
import { validator } from 'hono/validator'
import { tutorPrompt } from '../../handlers/chatbot-query/prompt.ts'
import { config } from './config.ts'
import { tutorRequest } from './request.ts'

const ssm = new SSMClient()
let provider: ReturnType<typeof createGoogleGenerativeAI> | undefined
let keys: HonoJsonWebKey[] | undefined

const google = async () => {
  if (!provider) {
    const { Parameter } = await ssm.send(
      new GetParameterCommand({ Name: config.GEMINI_API_KEY_PARAMETER, WithDecryption: true }),
    )
    provider = createGoogleGenerativeAI({
      apiKey: Parameter?.Value ?? '',
      baseURL: `${config.GEMINI_BASE_URL}/v1beta`,
    })
  }
  return provider
}

/** With `jwks_uri` the middleware would fetch the key set on each request. */
const keySet = async () => {
  if (!keys) {
    const response = await fetch(config.COGNITO_JWKS_URI)
    keys = ((await response.json()) as { keys: HonoJsonWebKey[] }).keys
  }
  return keys
}

const app = new Hono<{ Variables: JwtVariables }>()

app.post(
  '/chatbot',
  jwk({
    keys: keySet,
    alg: ['RS256'],
    headerName: 'x-viewer-authorization',
    verification: {
      iss: `https://cognito-idp.${config.AWS_REGION}.amazonaws.com/${config.COGNITO_USER_POOL_ID}`,
      aud: config.COGNITO_CLIENT_ID,
    },
  }),
  async (c, next) => {
    if (c.get('jwtPayload').token_use !== 'id') return c.json({ error: 'invalid token' }, 401)
    return next()
  },
  validator('json', (value, c) => {
    const { success, data } = tutorRequest.safeParse(value)
    return success ? data : c.json({ error: 'invalid body' }, 400)
  }),
  async (c) => {
    const { system, user } = tutorPrompt(c.req.valid('json'))
    const model = (await google())(config.GEMINI_MODEL)
    const { textStream } = streamText({ model, system, prompt: user, maxOutputTokens: 4_096 })
    return streamSSE(c, async (stream) => {
      for await (const chunk of textStream) {
        await stream.writeSSE({ data: JSON.stringify({ chunk }) })
      }
      await stream.writeSSE({ data: '[DONE]' })
    })
  },
)

export const handler = streamHandle(app)
