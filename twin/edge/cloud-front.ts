import type { OriginRequest, Refusal } from './function-url.ts'
import { signRequest } from './origin-access-control.ts'
import { type EdgeHeader, type EdgeRoute, viewerRequestFunction } from './viewer-request.ts'

const methods = new Set(['GET', 'HEAD', 'OPTIONS', 'PUT', 'PATCH', 'POST', 'DELETE'])

/**
 * Applies what CloudFront does to a request on its way to the origin: it allows
 * legal methods only, runs its viewer-request function, which may answer itself,
 * and signs with origin access control.
 *
 * @param routes the methods each path takes; without routes, every method of every path
 */
export const startCloudFront = (
  allowedOrigins: readonly string[] = [],
  routes?: readonly EdgeRoute[],
): ((
  request: OriginRequest,
  viewerIp: string,
  cloudFrontId: string,
) => OriginRequest | Refusal) => {
  const viewerRequest = viewerRequestFunction(allowedOrigins, routes)
  return (request, viewerIp, cloudFrontId) => {
    const { method, path, headers, body } = request
    if (!methods.has(method) || (method === 'GET' && body.length > 0)) {
      return refusal(403, 'Request blocked.')
    }
    const result = viewerRequest(
      { method, uri: path, querystring: {}, cookies: {}, headers: toEdge(headers) },
      viewerIp,
    )
    if (!('statusCode' in result)) {
      const passed = { ...request, path: result.uri, headers: fromEdge(result.headers) }
      return signRequest(passed, cloudFrontId)
    }
    const { statusCode, headers: answered = {}, body: text = '' } = result
    return { statusCode, headers: joined(fromEdge(answered)), body: text }
  }
}

/** A plain-text answer from the edge itself. */
function refusal(statusCode: number, body: string): Refusal {
  return { statusCode, headers: { 'content-type': 'text/plain' }, body }
}

function toEdge(headers: Record<string, string[]>): Record<string, EdgeHeader> {
  const entries = Object.entries(headers).map(([name, [value = '', ...others]]) => {
    const multiValue = [value, ...others].map((each) => ({ value: each }))
    return [name, others.length > 0 ? { value, multiValue } : { value }]
  })
  return Object.fromEntries(entries)
}

function fromEdge(headers: Record<string, EdgeHeader>): Record<string, string[]> {
  const entries = Object.entries(headers).map(([name, { value, multiValue }]) => [
    name,
    multiValue?.map((each) => each.value) ?? [value],
  ])
  return Object.fromEntries(entries)
}

function joined(headers: Record<string, string[]>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, all]) => [name, all.join(', ')]))
}
