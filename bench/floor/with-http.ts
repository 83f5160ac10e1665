// The practical floor: written by hand on Node's own HTTP client; both requests start at start-up.
import type { IncomingMessage } from 'node:http'
import { floorHandler, remembered } from './handler.ts'
import { fetchApiKey } from './parameter.ts'
import { fetchKeys } from './token.ts'
import type { HttpRequest, Transport } from './transport.ts'

// Not imported: an import reads all exports of node:http, and some of them load undici.
const { request: httpRequest } = process.getBuiltinModule('node:http')

const send = (url: string, request?: HttpRequest): Promise<IncomingMessage> => {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>()
  const start = url.startsWith('https:')
    ? process.getBuiltinModule('node:https').request
    : httpRequest
  start(url, request ? { method: 'POST', headers: request.headers } : {}, resolve)
    .on('error', reject)
    .end(request?.body)
  return promise
}

const transport: Transport = {
  json: async (url, request) => {
    const response = await send(url, request)
    const chunks: Uint8Array[] = []
    for await (const chunk of response) chunks.push(chunk)
    if (response.statusCode !== 200) throw new Error(`status ${response.statusCode}`)
    return JSON.parse(Buffer.concat(chunks).toString())
  },
  stream: async (url, request) => {
    const response = await send(url, request)
    return { status: response.statusCode ?? 0, body: response }
  },
}

const keys = remembered(() => fetchKeys(transport))
const apiKey = remembered(() => fetchApiKey(transport))
// After a failure here, the first request tries again and reports the error.
for (const start of [keys, apiKey]) start().catch(() => {})

export const handler = floorHandler(transport, { keys, apiKey })
