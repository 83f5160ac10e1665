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
import { forward } from './forward.ts'
import { type FrontName, fronts } from './front.ts'
import { newRequestIds, type OriginRequest, type Refusal } from './function-url.ts'
import { type ToEvent, toEventOf } from './to-event.ts'
import type { EdgeRoute } from './viewer-request.ts'

export type EdgeOptions = {
  /** 0 for any free port. */
  port: number
  /** Invokes the function that handles the request. */
  invoke: (event: object, options: { requestId: string }) => Promise<Invocation>
  /**
   * A Function URL, one behind CloudFront with origin access control, or an API of API Gateway.
   *
   * @defaultValue 'function-url'
   */
  front?: FrontName
  /** Unless `front` is a Function URL: the methods each path takes. @defaultValue every method of every path */
  routes?: readonly EdgeRoute[]
  /** Answers requests that are not for the function; false leaves the request to the function. */
  local?: (request: IncomingMessage, response: ServerResponse) => Promise<boolean>
  /** How long the function may be silent. @defaultValue 30000 behind CloudFront and an HTTP API, 300000 behind a REST API */
  readTimeoutMs?: number
  /** Receives a line when a refusal by AWS, or a 502, does not say what is wrong. */
  onLog?: (line: string, stream: 'stderr') => void
}

/**
 * Serves the layers between a viewer and the function, on 127.0.0.1: a Function
 * URL; CloudFront in front of it, with its viewer-request function and origin
 * access control; or a REST API.
 *
 * As on AWS, the function is not told when the viewer leaves: it runs to its end.
 */
export const startEdge = (options: EdgeOptions): Promise<Loopback> => {
  const { port, invoke, local = async () => false, front: name = 'function-url' } = options
  const { readTimeoutMs = fronts[name].readTimeoutMs } = options
  const front = { ...fronts[name], ...(readTimeoutMs !== undefined && { readTimeoutMs }) }
  let toEvent: ToEvent | undefined

  const serve: LoopbackHandler = async (request, response) => {
    if (await local(request, response)) return
    toEvent ??= toEventOf(name, ownOrigins(request.socket.localPort), options.routes)
    const ids = newRequestIds()
    const result = toEvent(await read(request), ids)
    if ('statusCode' in result) {
      if (result.hint !== undefined) options.onLog?.(result.hint, 'stderr')
      return send(response, result)
    }
    const { requestId } = ids
    await forward(invoke(result.event, { requestId }), response, {
      requestId,
      onFailure: ({ errorType, message }) =>
        options.onLog?.(`Request ${requestId} failed: ${errorType}: ${message}`, 'stderr'),
      front,
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
