import type { IncomingMessage, ServerResponse } from 'node:http'
import { buffer } from 'node:stream/consumers'
import {
  isFromForeignPage,
  type Loopback,
  type LoopbackHandler,
  listen,
  targetOf,
} from '../loopback.ts'
import type { Invocation } from '../runtime/invocation.ts'
import { type CloudFront, startCloudFront } from './cloud-front.ts'
import { forward } from './forward.ts'
import {
  functionUrlEvent,
  newRequestIds,
  type OriginRequest,
  type Refusal,
} from './function-url.ts'
import type { EdgeRoute } from './viewer-request.ts'

export type EdgeOptions = {
  /** 0 for any free port. */
  port: number
  /** Invokes the function that handles the request. */
  invoke: (event: object, options: { requestId: string }) => Promise<Invocation>
  /** Puts CloudFront with origin access control in front of the Function URL. @defaultValue false */
  cloudFront?: boolean
  /** For `cloudFront`: the methods each path takes. @defaultValue every method of every path */
  routes?: readonly EdgeRoute[]
  /** Answers requests that are not for the function; false leaves the request to the function. */
  local?: (request: IncomingMessage, response: ServerResponse) => Promise<boolean>
  /** For `cloudFront`: its origin response timeout, also between bytes. @defaultValue 30000 */
  readTimeoutMs?: number
  /** Receives a line when a refusal by AWS, or a 502, does not say what is wrong. */
  onLog?: (line: string, stream: 'stderr') => void
}

/** The viewer's address: one reserved for documentation (RFC 5737). */
export const viewerIp = '203.0.113.74'

/**
 * Serves the layers between a viewer and the function, on 127.0.0.1: the Function
 * URL and, by option, CloudFront in front of it, with its viewer-request function
 * and origin access control.
 *
 * As on AWS, the function is not told when the viewer leaves: it runs to its end.
 */
export const startEdge = (options: EdgeOptions): Promise<Loopback> => {
  const { port, invoke, local = async () => false, readTimeoutMs = 30_000, routes } = options
  let distribution: CloudFront | undefined
  const route: CloudFront = (request, ...rest) => distribution?.(request, ...rest) ?? request

  const serve: LoopbackHandler = async (request, response) => {
    if (await local(request, response)) return
    if (options.cloudFront) {
      distribution ??= startCloudFront(ownOrigins(request.socket.localPort), routes)
    }
    const ids = newRequestIds()
    const routed = route(await read(request), viewerIp, ids.cloudFrontId)
    if ('statusCode' in routed) {
      if (routed.hint !== undefined) options.onLog?.(routed.hint, 'stderr')
      return send(response, routed)
    }
    const result = functionUrlEvent(routed, viewerIp, ids)
    if ('statusCode' in result) return send(response, result)
    const { requestId } = ids
    await forward(invoke(result.event, { requestId }), response, {
      requestId,
      onFailure: ({ errorType, message }) =>
        options.onLog?.(`Request ${requestId} failed: ${errorType}: ${message}`, 'stderr'),
      ...(options.cloudFront && { cloudFront: { readTimeoutMs } }),
    })
  }
  return listen(serve, port, { refuses: isFromForeignPage })
}

/** The origins of this server's page. They are not https, so the function must be given them. */
function ownOrigins(port: number | undefined): string[] {
  return [`http://127.0.0.1:${port}`, `http://localhost:${port}`]
}

async function read(request: IncomingMessage): Promise<OriginRequest> {
  const headers = Object.entries(request.headersDistinct).map(([name, values = []]) => [
    name,
    values,
  ])
  return {
    method: request.method ?? 'GET',
    ...targetOf(request),
    headers: Object.fromEntries(headers),
    body: await buffer(request),
  }
}

function send(response: ServerResponse, { statusCode, headers, body }: Refusal): void {
  response.writeHead(statusCode, headers).end(body)
}
