import { startCloudFront } from './cloud-front.ts'
import type { FrontName } from './front.ts'
import {
  functionUrlEvent,
  type OriginRequest,
  type Refusal,
  type RequestIds,
} from './function-url.ts'
import { httpApi } from './http-api.ts'
import { restApi } from './rest-api.ts'
import type { EdgeRoute } from './viewer-request.ts'

/**
 * Turns a viewer's request into the function's event, or refuses it.
 *
 * @param viewerIp the viewer's address; by default, one that is reserved for documentation (RFC 5737)
 */
export type ToEvent = (
  request: OriginRequest,
  ids: RequestIds,
  viewerIp?: string,
) => { event: object } | Refusal

const anyViewer = '203.0.113.74'

/**
 * @param origins whose pages may call the function through CloudFront
 * @param routes the methods each path takes, unless a Function URL stands alone
 */
export const toEventOf = (
  front: FrontName,
  origins: readonly string[],
  routes: readonly EdgeRoute[] | undefined,
): ToEvent => {
  if (front === 'rest-api' || front === 'http-api') {
    const api = front === 'rest-api' ? restApi(routes) : httpApi(routes)
    return (request, ids, viewerIp = anyViewer) => api(request, viewerIp, ids)
  }
  if (front === 'function-url') {
    return (request, ids, viewerIp = anyViewer) => functionUrlEvent(request, viewerIp, ids)
  }
  const distribution = startCloudFront(origins, routes)
  return (request, ids, viewerIp = anyViewer) => {
    const signed = distribution(request, viewerIp, ids.cloudFrontId)
    return 'statusCode' in signed ? signed : functionUrlEvent(signed, viewerIp, ids)
  }
}
