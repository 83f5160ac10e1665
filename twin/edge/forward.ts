import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import { FunctionError } from '../runtime/function-error.ts'
import type { Invocation } from '../runtime/invocation.ts'
import { remappedHeaders } from './function-url.ts'

export type ForwardOptions = {
  requestId: string
  /** Receives why the function failed, which the viewer is not told. */
  onFailure?: (error: FunctionError) => void
  /** Set when CloudFront stands in front of the Function URL. */
  cloudFront?: { readTimeoutMs: number }
}

const cloudFrontHeaders = {
  via: '1.1 local.cloudfront.net (CloudFront)',
  'x-cache': 'Miss from cloudfront',
}

/**
 * Forwards the function's answer to the viewer as it arrives. If the function
 * fails, the answer is cut, or is a 502 if nothing had arrived. CloudFront also cuts
 * an origin that is silent for its read timeout: a 504 if nothing had arrived.
 */
export const forward = async (
  invocation: Promise<Invocation>,
  response: ServerResponse,
  { requestId, onFailure, cloudFront }: ForwardOptions,
): Promise<void> => {
  // A slow viewer blocks the origin; that time does not count.
  const expire = () => (response.writableNeedDrain ? timeout?.refresh() : cut(response))
  const timeout = cloudFront && setTimeout(expire, cloudFront.readTimeoutMs)
  try {
    const { statusCode, headers, cookies, body } = await invocation
    if (!response.headersSent) {
      response.writeHead(statusCode, {
        ...remappedHeaders(headers),
        ...(cookies.length > 0 && { 'set-cookie': cookies }),
        'x-amzn-requestid': requestId,
        ...(cloudFront && cloudFrontHeaders),
      })
      response.flushHeaders()
    }
    for await (const chunk of body) {
      // The viewer has left or received its 504: the function is not told, and runs to its end.
      const gone = response.destroyed || response.writableEnded
      if (!gone && !response.write(chunk)) await drained(response)
      timeout?.refresh()
    }
    response.end()
  } catch (error) {
    if (!(error instanceof FunctionError)) throw error
    onFailure?.(error)
    if (response.headersSent) response.destroy()
    else response.writeHead(502, { 'content-type': 'text/plain' }).end('Internal Server Error')
  } finally {
    clearTimeout(timeout)
  }
}

/** Resolves when the viewer has read the data or has left. */
async function drained(response: ServerResponse): Promise<void> {
  const either = new AbortController()
  const { signal } = either
  await Promise.race([once(response, 'drain', { signal }), once(response, 'close', { signal })])
  either.abort()
}

function cut(response: ServerResponse): void {
  if (response.headersSent) response.destroy()
  else response.writeHead(504, { 'content-type': 'text/plain' }).end('Gateway Timeout')
}
