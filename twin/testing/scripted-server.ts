import type { IncomingHttpHeaders, ServerResponse } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { setImmediate as turn } from 'node:timers/promises'
import { isFromForeignPage, type LoopbackHandler, listen } from '../loopback.ts'
import { type ReplyWriter, replyWriter, startStream } from '../services/reply-writer.ts'

/** A request as received; `left` settles when its response is over or its client has gone. */
export type Call = {
  method: string | undefined
  headers: IncomingHttpHeaders
  body: Buffer
  left: Promise<void>
}

/** How a server handles a request; the response ends when it returns. */
export type ServerScript = (writer: ReplyWriter, response: ServerResponse, call: Call) => unknown

/** A server that answers every request with the script, and records the requests. */
export const startScripted = async (script: ServerScript) => {
  const calls: Call[] = []
  const answer: LoopbackHandler = async (request, response, gone) => {
    const left = Promise.withResolvers<void>()
    gone.addEventListener('abort', () => left.resolve())
    const { method, headers } = request
    const call = { method, headers, body: await buffer(request), left: left.promise }
    calls.push(call)
    await script(replyWriter(response, gone), response, call)
    response.end()
  }
  // The browser tests send the page's own requests here.
  const { url, close } = await listen(answer, 0, { refuses: isFromForeignPage })
  return { url, close, calls }
}

/** Writes each piece separately, since `fetch` joins pieces that its client has not yet read. */
export const writing =
  (pieces: () => Iterable<string | Uint8Array>): ServerScript =>
  async (writer, response) => {
    startStream(response)
    for (const piece of pieces()) {
      await writer.write(piece)
      await turn()
      await turn()
    }
  }

/** Frames exactly as the server writes them. */
export const text = (chunk: string) => `data: ${JSON.stringify({ chunk })}\n\n`
export const named = (event: string, data: object) =>
  `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`
export const usage = named('usage', { inputTokens: 3, outputTokens: 5 })
export const finish = named('finish', { reason: 'stop' })
export const done = 'data: [DONE]\n\n'
export const heartbeat = ': heartbeat\n\n'
