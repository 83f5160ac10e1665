import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import { FunctionError } from '../runtime/function-error.ts'
import type { Invocation } from '../runtime/invocation.ts'
import { remappedHeaders } from './function-url.ts'

export type ForwardOptions = { requestId: string; readTimeoutMs: number }

/**
 * Passes the function's answer to the viewer as it comes. An origin that is
 * silent for the read timeout is cut off: with a 504 when nothing had come,
 * else in the middle, as is an answer whose function fails.
 */
export const forward = async (
  invocation: Promise<Invocation>,
  response: ServerResponse,
  { requestId, readTimeoutMs }: ForwardOptions,
): Promise<void> => {
  const timeout = setTimeout(() => cut(response), readTimeoutMs)
  try {
    const { statusCode, headers, cookies, body } = await invocation
    if (!response.headersSent) {
      response.writeHead(statusCode, {
        ...remappedHeaders(headers),
        ...(cookies.length > 0 && { 'set-cookie': cookies }),
        'x-amzn-requestid': requestId,
        via: '1.1 local.cloudfront.net (CloudFront)',
        'x-cache': 'Miss from cloudfront',
      })
      response.flushHeaders()
    }
    for await (const chunk of body) {
      timeout.refresh()
      // A viewer that has left, or had its 504: the function is not told, and runs to its end.
      if (response.destroyed || response.writableEnded) continue
      if (!response.write(chunk)) await drained(response, timeout)
    }
    response.end()
  } catch (error) {
    if (!(error instanceof FunctionError)) throw error
    if (response.headersSent) response.destroy()
    else response.writeHead(502, { 'content-type': 'text/plain' }).end('Internal Server Error')
  } finally {
    clearTimeout(timeout)
  }
}

/** The viewer is awaited here, not the origin: that time does not count. */
async function drained(response: ServerResponse, timeout: NodeJS.Timeout): Promise<void> {
  const waiting = setInterval(() => timeout.refresh(), 50)
  const either = new AbortController()
  const { signal } = either
  await Promise.race([once(response, 'drain', { signal }), once(response, 'close', { signal })])
  either.abort()
  clearInterval(waiting)
}

function cut(response: ServerResponse): void {
  if (response.headersSent) response.destroy()
  else response.writeHead(504, { 'content-type': 'text/plain' }).end('Gateway Timeout')
}
