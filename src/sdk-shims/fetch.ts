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

/** The part of `Response` that Google's SDK reads. */
type Response = {
  ok: boolean
  status: number
  statusText: string
  json(): Promise<unknown>
  body: { pipeThrough(decoder: unknown): Chunks }
}

/**
 * Replaces `fetch` for Google's SDK in a built Lambda: sends a POST with Node's
 * own HTTP client over keep-alive connections. The global `fetch` loads undici,
 * which adds more to a cold start than everything else in the handler.
 *
 * @throws the connection's error or the signal's, as `fetch` does
 */
export const fetch = async (
  url: string,
  { method, headers, body, signal }: Init,
): Promise<Response> => {
  // A proxy must not compress: nothing here would decompress the body.
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

/** Headers as the SDK uses them: each appended once, then passed on. A key may end in a newline. */
export class Headers extends Map<string, string> {
  append(name: string, value: string): void {
    this.set(name, value.trim())
  }
}

/**
 * Does not use the request's own `signal` option: an abort just after the end would destroy the
 * pooled connection with an error that nothing handles.
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
