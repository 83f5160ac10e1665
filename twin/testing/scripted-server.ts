import type { IncomingHttpHeaders, ServerResponse } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { setImmediate as turn } from 'node:timers/promises'
import { listen } from '../loopback.ts'
import { type ReplyWriter, replyWriter, startStream } from '../services/reply-writer.ts'

/** A request as it came; `left` settles when its response is over, or its client gone. */
export type Call = {
  method: string | undefined
  headers: IncomingHttpHeaders
  body: Buffer
  left: Promise<void>
}

/** What a server does with a request; the response ends when it returns. */
export type ServerScript = (writer: ReplyWriter, response: ServerResponse, call: Call) => unknown

/** A server that answers every request by the script, and remembers them. */
export const startScripted = async (script: ServerScript) => {
  const calls: Call[] = []
  const { url, close } = await listen(async (request, response, gone) => {
    const left = Promise.withResolvers<void>()
    gone.addEventListener('abort', () => left.resolve())
    const { method, headers } = request
    const call = { method, headers, body: await buffer(request), left: left.promise }
    calls.push(call)
    await script(replyWriter(response, gone), response, call)
    response.end()
  })
  return { url, close, calls }
}

/** A script that writes these pieces, each by itself: what a client has not read yet, `fetch` joins. */
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

/** Frames as the server writes them, in bytes of their own. */
export const text = (chunk: string) => `data: ${JSON.stringify({ chunk })}\n\n`
export const named = (event: string, data: object) =>
  `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`
export const usage = named('usage', { inputTokens: 3, outputTokens: 5 })
export const finish = named('finish', { reason: 'stop' })
export const done = 'data: [DONE]\n\n'
export const heartbeat = ': heartbeat\n\n'
