import { type IncomingMessage, request as plain } from 'node:http'
import { request as secure } from 'node:https'
import { text } from 'node:stream/consumers'
import { type Chunks, chunksOf } from './stream.ts'

type Init = {
  method: string
  headers: ReadonlyMap<string, string>
  body: string
  signal?: AbortSignal
}

/** As much of a `Response` as Google's SDK looks at. */
type Response = {
  ok: boolean
  status: number
  statusText: string
  json(): Promise<unknown>
  body: { pipeThrough(decoder: unknown): Chunks }
}

/**
 * What `fetch` is to Google's SDK in a built Lambda: a POST on Node's own HTTP
 * client, over connections that stay open. The global one loads undici, which
 * costs more of a cold start than everything else in the handler.
 *
 * @throws whatever the connection or the signal ends with, as `fetch` does
 */
export const fetch = async (
  url: string,
  { method, headers, body, signal }: Init,
): Promise<Response> => {
  // Nothing here would inflate what a proxy packs.
  const sent = { 'accept-encoding': 'identity', ...Object.fromEntries(headers) }
  const response = await send(url, { method, headers: sent }, body, signal)
  const { statusCode = 0, statusMessage = '' } = response
  return {
    ok: statusCode >= 200 && statusCode < 300,
    status: statusCode,
    statusText: statusMessage,
    json: async () => JSON.parse(await text(response)),
    body: { pipeThrough: () => chunksOf(response) },
  }
}

/** Headers as the SDK uses them: it appends each once, and hands them on. A key may end with a line break. */
export class Headers extends Map<string, string> {
  append(name: string, value: string): void {
    this.set(name, value.trim())
  }
}

/**
 * The request's own `signal` is no good: an abort just after the end would destroy the connection
 * with an error, back in its pool, where nobody listens for one.
 */
function send(
  url: string,
  options: object,
  body: string,
  signal: AbortSignal | undefined,
): Promise<IncomingMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>()
  const request = (url.startsWith('https:') ? secure : plain)(url, options, resolve)
  const abort = () => request.destroy()
  signal?.addEventListener('abort', abort)
  request.on('close', () => signal?.removeEventListener('abort', abort))
  request.on('error', reject).end(body)
  return promise
}
