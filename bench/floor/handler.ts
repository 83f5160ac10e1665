import { once } from 'node:events'
import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import { askGemini, geminiParser } from './gemini.ts'
import { Refusal } from './refusal.ts'
import { readRequest } from './request.ts'
import { type Keys, verifyToken } from './token.ts'
import type { Transport } from './transport.ts'

/** Does the job of chatbot-query with only Node.js. */
export const floorHandler = (
  transport: Transport,
  { keys, apiKey }: { keys: () => Promise<Keys>; apiKey: () => Promise<string> },
) =>
  awslambda.streamifyResponse<APIGatewayProxyEventV2>(async (event, responseStream) => {
    const open = (statusCode: number, contentType: string) =>
      awslambda.HttpResponseStream.from(responseStream, {
        statusCode,
        headers: { 'content-type': contentType, 'cache-control': 'no-cache, no-transform' },
      })

    let answer: AsyncIterable<Uint8Array>
    try {
      verifyToken(event.headers['x-viewer-authorization'], await keys())
      answer = await askGemini(transport, await apiKey(), readRequest(event))
    } catch (error) {
      const [status, message] =
        error instanceof Refusal ? [error.status, error.message] : [500, 'internal error']
      const body = open(status, 'application/json')
      body.write(JSON.stringify({ error: message }))
      body.end()
      return
    }

    const body = open(200, 'text/event-stream; charset=utf-8')
    const parse = geminiParser()
    try {
      for await (const bytes of answer) {
        for (const chunk of parse(bytes)) {
          if (chunk === '') continue
          if (!body.write(`data: ${JSON.stringify({ chunk })}\n\n`)) await once(body, 'drain')
        }
      }
      body.write('data: [DONE]\n\n')
    } catch {
      body.write('event: error\ndata: {"message":"The answer broke off."}\n\n')
    }
    body.end()
  })

/** Loads once, and again only after a failure. */
export const remembered = <T>(load: () => Promise<T>): (() => Promise<T>) => {
  let value: Promise<T> | undefined
  return () => {
    value ??= load().catch((error) => {
      value = undefined
      throw error
    })
    return value
  }
}
