import { startCloudFront } from './cloud-front.ts'
import type { FrontName } from './front.ts'
import {
  functionUrlEvent,
  type OriginRequest,
  type Refusal,
  type RequestIds,
} from './function-url.ts'
import { restApi } from './rest-api.ts'
import type { EdgeRoute } from './viewer-request.ts'

/** Turns a viewer's request into the function's event, or refuses it. */
export type ToEvent = (request: OriginRequest, ids: RequestIds) => { event: object } | Refusal

/** The viewer's address: one reserved for documentation (RFC 5737). */
const viewerIp = '203.0.113.74'

/**
 * @param origins whose pages may call the function through CloudFront
 * @param routes the methods each path takes, unless a Function URL stands alone
 */
export const toEventOf = (
  front: FrontName,
  origins: readonly string[],
  routes: readonly EdgeRoute[] | undefined,
): ToEvent => {
  if (front === 'rest-api') {
    const api = restApi(routes)
    return (request, ids) => api(request, viewerIp, ids)
  }
  if (front === 'function-url') {
    return (request, ids) => functionUrlEvent(request, viewerIp, ids)
  }
  const distribution = startCloudFront(origins, routes)
  return (request, ids) => {
    const signed = distribution(request, viewerIp, ids.cloudFrontId)
    return 'statusCode' in signed ? signed : functionUrlEvent(signed, viewerIp, ids)
  }
}
