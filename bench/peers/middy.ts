// Middy with its own middlewares and Google's older SDK.
// https://middy.js.org/docs/intro/streamify-response, https://middy.js.org/docs/middlewares/ssm
import { Readable } from 'node:stream'
import { GoogleGenerativeAI } from '@google/generative-ai'
import middy from '@middy/core'
import { executionModeStreamifyResponse } from '@middy/core/StreamifyResponse'
import httpErrorHandler from '@middy/http-error-handler'
import httpHeaderNormalizer from '@middy/http-header-normalizer'
import httpJsonBodyParser from '@middy/http-json-body-parser'
import ssm, { ssmParam } from '@middy/ssm'
import { createError } from '@middy/util'
import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import { tutorPrompt } from '../../handlers/chatbot-query/prompt.ts'
import type { Prompt } from '../../src/answer/answer.ts'
import { config } from './config.ts'
import { tutorRequest } from './request.ts'
import { bearer, verifier } from './verifier.ts'

const signedIn = async ({ event }: { event: APIGatewayProxyEventV2 }) => {
  try {
    await verifier.verify(bearer(event.headers['x-viewer-authorization']))
  } catch {
    throw createError(401, 'invalid token')
  }
}

async function* frames(apiKey: string, { system, user }: Prompt) {
  const { stream } = await new GoogleGenerativeAI(apiKey)
    .getGenerativeModel(
      {
        model: config.GEMINI_MODEL,
        systemInstruction: system,
        generationConfig: { maxOutputTokens: 4_096 },
      },
      { baseUrl: config.GEMINI_BASE_URL },
    )
    .generateContentStream(user)
  for await (const chunk of stream) {
    const text = chunk.text()
    if (text) yield `data: ${JSON.stringify({ chunk: text })}\n\n`
  }
  yield 'data: [DONE]\n\n'
}

export const handler = middy({ executionMode: executionModeStreamifyResponse })
  .use(httpErrorHandler())
  .use(httpHeaderNormalizer())
  .use({ before: signedIn })
  .use(httpJsonBodyParser())
  .use(
    ssm({
      fetchData: { apiKey: ssmParam<string>(config.GEMINI_API_KEY_PARAMETER) },
      setToContext: true,
    }),
  )
  .handler(async ({ body }, { apiKey }) => {
    const { success, data } = tutorRequest.safeParse(body)
    if (!success) throw createError(400, 'invalid body')
    return {
      statusCode: 200,
      headers: { 'content-type': 'text/event-stream' },
      body: Readable.from(frames(apiKey, tutorPrompt(data))),
    }
  })
