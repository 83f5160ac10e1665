import type { IncomingMessage, ServerResponse } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { isLoopback } from '../../src/loopback.ts'
import { type Loopback, listen, targetOf } from '../loopback.ts'
import type { Invocation } from '../runtime/invocation.ts'
import { type CloudFront, refusal, startCloudFront } from './cloud-front.ts'
import { forward } from './forward.ts'
import {
  functionUrlEvent,
  newRequestIds,
  type OriginRequest,
  type Refusal,
} from './function-url.ts'
import type { EdgeRoute } from './viewer-request.ts'

export type EdgeOptions = {
  /** 0 for any. */
  port: number
  /** Where a request goes in the end. */
  invoke: (event: object, options: { requestId: string }) => Promise<Invocation>
  /** Puts CloudFront with origin access control in front of the Function URL. @defaultValue false */
  cloudFront?: boolean
  /** Of `cloudFront`: which methods each path takes. @defaultValue every method of every path */
  routes?: readonly EdgeRoute[]
  /** Answers what is not the function's business; false leaves the request to the function. */
  local?: (request: IncomingMessage, response: ServerResponse) => Promise<boolean>
  /** Of `cloudFront`: its origin response timeout, which counts between bytes as well. @defaultValue 30000 */
  readTimeoutMs?: number
  /** Gets a line when a refusal of AWS does not say what is wrong. */
  onLog?: (line: string, stream: 'stderr') => void
}

/** An address for documentation (RFC 5737) stands for the viewer's. */
export const viewerIp = '203.0.113.74'

/**
 * What stands between a viewer and the function, on 127.0.0.1: the Function
 * URL, and by option CloudFront with its function at viewer-request and origin
 * access control in front of it.
 *
 * As there, the function is not told when the viewer leaves: it runs to its end.
 */
export const startEdge = (options: EdgeOptions): Promise<Loopback> => {
  const { port, invoke, local = async () => false, readTimeoutMs = 30_000, routes } = options
  let distribution: CloudFront | undefined
  const route: CloudFront = (request, ...rest) => distribution?.(request, ...rest) ?? request

  return listen(async (request, response) => {
    if (isForeign(request)) return send(response, refusal(403, 'Foreign origin.'))
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
      ...(options.cloudFront && { cloudFront: { readTimeoutMs } }),
    })
  }, port)
}

/** Where the page of this server is; its origin is no https one, so the function has to be told. */
function ownOrigins(port: number | undefined): string[] {
  return [`http://127.0.0.1:${port}`, `http://localhost:${port}`]
}

/** A page that comes from no server of this machine, and posts here from its visitor's browser. */
function isForeign({ headers: { origin } }: IncomingMessage): boolean {
  return origin !== undefined && !(URL.canParse(origin) && isLoopback(new URL(origin)))
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
