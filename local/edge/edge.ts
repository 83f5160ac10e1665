import type { IncomingMessage, ServerResponse } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { type Loopback, listen } from '../loopback.ts'
import type { Invocation } from '../runtime/invocation.ts'
import { refusal, startCloudFront } from './cloud-front.ts'
import { forward } from './forward.ts'
import {
  checkSignature,
  functionUrlEvent,
  newRequestIds,
  type OriginRequest,
  type Refusal,
} from './function-url.ts'

export type EdgeOptions = {
  /** 0 for any. */
  port: number
  /** Where a request goes in the end. */
  invoke: (event: object, options: { requestId: string }) => Promise<Invocation>
  /** Answers what is not the distribution's business; false leaves the request to the distribution. */
  local?: (request: IncomingMessage, response: ServerResponse) => Promise<boolean>
  /** CloudFront's origin response timeout, which counts between bytes as well. @defaultValue 30000 */
  readTimeoutMs?: number
}

/** An address for documentation (RFC 5737) stands for the viewer's. */
export const viewerIp = '203.0.113.74'

/**
 * What stands between a viewer and the function: CloudFront with its function
 * at viewer-request, origin access control, and the Function URL, on 127.0.0.1.
 *
 * As there, the function is not told when the viewer leaves: it runs to its end.
 */
export const startEdge = (options: EdgeOptions): Promise<Loopback> => {
  const { port, invoke, local = async () => false, readTimeoutMs = 30_000 } = options
  let cloudFront: ReturnType<typeof startCloudFront> | undefined

  return listen(async (request, response) => {
    if (isForeign(request)) return send(response, refusal(403, 'Foreign origin.'))
    if (await local(request, response)) return
    cloudFront ??= startCloudFront(ownOrigins(request.socket.localPort))
    const atEdge = cloudFront(await read(request), viewerIp)
    if ('statusCode' in atEdge) return send(response, atEdge)
    const ids = newRequestIds()
    const atOrigin = checkSignature(atEdge) ?? functionUrlEvent(atEdge, viewerIp, ids)
    if ('statusCode' in atOrigin) return send(response, atOrigin)
    const { requestId } = ids
    await forward(invoke(atOrigin.event, { requestId }), response, { requestId, readTimeoutMs })
  }, port)
}

/** Where the page of this server is; its origin is no https one, so the function has to be told. */
function ownOrigins(port: number | undefined): string[] {
  return [`http://127.0.0.1:${port}`, `http://localhost:${port}`]
}

/** A page of another site that posts here with a token it does not have to know. */
function isForeign({ headers: { origin, host } }: IncomingMessage): boolean {
  return origin !== undefined && origin !== `http://${host}`
}

async function read(request: IncomingMessage): Promise<OriginRequest> {
  const { pathname, search } = new URL(request.url ?? '/', 'http://localhost')
  const headers = Object.entries(request.headersDistinct).map(([name, values = []]) => [
    name,
    values,
  ])
  return {
    method: request.method ?? 'GET',
    path: pathname,
    query: search.slice(1),
    headers: Object.fromEntries(headers),
    body: await buffer(request),
  }
}

function send(response: ServerResponse, { statusCode, headers, body }: Refusal): void {
  response.writeHead(statusCode, headers).end(body)
}
