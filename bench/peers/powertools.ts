// The event handler of Powertools for AWS Lambda with Google's newer SDK.
// https://docs.powertools.aws.dev/lambda/typescript/latest/features/event-handler/http/,
// https://docs.powertools.aws.dev/lambda/typescript/latest/features/parameters/,
// https://googleapis.github.io/js-genai/
import { Router, streamify, UnauthorizedError } from '@aws-lambda-powertools/event-handler/http'
import type { Middleware } from '@aws-lambda-powertools/event-handler/types'
import { Logger } from '@aws-lambda-powertools/logger'
import { getParameter } from '@aws-lambda-powertools/parameters/ssm'
import { GoogleGenAI } from '@google/genai'
import { tutorPrompt } from '../../handlers/chatbot-query/prompt.ts'
import type { Prompt } from '../../src/answer/answer.ts'
import { config } from './config.ts'
import { tutorRequest } from './request.ts'
import { bearer, verifier } from './verifier.ts'

const logger = new Logger({ serviceName: 'chatbot-query' })
const app = new Router({ logger })
let client: GoogleGenAI | undefined

const google = async () => {
  if (!client) {
    const apiKey = await getParameter(config.GEMINI_API_KEY_PARAMETER, { decrypt: true })
    client = new GoogleGenAI({
      apiKey: apiKey ?? '',
      httpOptions: { baseUrl: config.GEMINI_BASE_URL },
    })
  }
  return client
}

const signedIn: Middleware = async ({ reqCtx, next }) => {
  try {
    await verifier.verify(bearer(reqCtx.req.headers.get('x-viewer-authorization')))
  } catch {
    throw new UnauthorizedError('invalid token')
  }
  await next()
}

async function* frames({ system, user }: Prompt) {
  const encoder = new TextEncoder()
  const { models } = await google()
  const stream = await models.generateContentStream({
    model: config.GEMINI_MODEL,
    contents: user,
    config: { systemInstruction: system, maxOutputTokens: 4_096 },
  })
  for await (const { text } of stream) {
    if (text) yield encoder.encode(`data: ${JSON.stringify({ chunk: text })}\n\n`)
  }
  yield encoder.encode('data: [DONE]\n\n')
}

app.post(
  '/chatbot',
  [signedIn],
  async ({ valid }) => {
    const body = ReadableStream.from(frames(tutorPrompt(valid.req.body)))
    return new Response(body, { headers: { 'content-type': 'text/event-stream' } })
  },
  { validation: { req: { body: tutorRequest } } },
)

export const handler = streamify(app)
