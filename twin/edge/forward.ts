import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import { FunctionError } from '../runtime/function-error.ts'
import type { Invocation } from '../runtime/invocation.ts'
import type { Front } from './front.ts'
import { remappedHeaders } from './function-url.ts'

export type ForwardOptions = {
  requestId: string
  /** Receives why the function failed, which the viewer is not told. */
  onFailure?: (error: FunctionError) => void
  front: Front
}

/**
 * Forwards the function's answer to the viewer as it arrives. If the function
 * fails, the answer is cut, or is a 502 if nothing had arrived. It is also cut if the
 * function is silent for the read timeout: a 504 if nothing had arrived.
 */
export const forward = async (
  invocation: Promise<Invocation>,
  response: ServerResponse,
  { requestId, onFailure, front }: ForwardOptions,
): Promise<void> => {
  const { readTimeoutMs, buffers = false } = front
  // A slow viewer blocks the origin; that time does not count.
  const expire = () => (response.writableNeedDrain ? timeout?.refresh() : end(response, front, 504))
  const timeout = readTimeoutMs === undefined ? undefined : setTimeout(expire, readTimeoutMs)
  try {
    const { statusCode, headers, cookies, body } = await invocation
    const parts = buffers ? await Array.fromAsync(body) : body
    if (!response.headersSent) {
      response.writeHead(statusCode, {
        ...remappedHeaders(headers),
        ...(cookies.length > 0 && { 'set-cookie': cookies }),
        'x-amzn-requestid': requestId,
        ...front.headers(),
      })
      response.flushHeaders()
    }
    for await (const chunk of parts) {
      // The viewer has left or received its 504: the function is not told, and runs to its end.
      const gone = response.destroyed || response.writableEnded
      if (!gone && !response.write(chunk)) await drained(response)
      timeout?.refresh()
    }
    response.end()
  } catch (error) {
    if (!(error instanceof FunctionError)) throw error
    onFailure?.(error)
    end(response, front, 502)
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

/** Cuts the answer, or says why there is none. */
function end(response: ServerResponse, front: Front, statusCode: 502 | 504): void {
  if (response.headersSent) {
    response.destroy()
    return
  }
  const failure = front.failure(statusCode)
  response.writeHead(failure.statusCode, failure.headers).end(failure.body)
}
