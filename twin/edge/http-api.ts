import {
  isTooLarge,
  type OriginRequest,
  payload2,
  type Refusal,
  type RequestIds,
} from './function-url.ts'
import type { EdgeRoute } from './viewer-request.ts'

/** @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html */
const maxBodyBytes = 10_000_000

const host = 'abcdefghij.execute-api.us-east-1.amazonaws.com'

/**
 * Makes an HTTP API of these routes, with the stage `$default`. It turns a request into an event in
 * payload format 2.0, or refuses it. Without CORS and without throttling.
 *
 * @param routes the methods each path takes, no path with a wildcard; without routes, all requests
 * are of the route `$default`
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
export const httpApi =
  (routes?: readonly EdgeRoute[]) =>
  (request: OriginRequest, viewerIp: string, ids: RequestIds): { event: object } | Refusal => {
    const { method, path } = request
    const found = routes?.some((route) => route.path === path && route.methods.includes(method))
    if (found === false) return httpApiRefusal(404, 'Not Found')
    const routeKey = found ? `${method} ${path}` : '$default'
    const event = payload2(request, viewerIp, ids, { host, routeKey })
    return request.body.length > maxBodyBytes || isTooLarge(event)
      ? httpApiRefusal(413, 'Request Entity Too Large')
      : { event }
  }

/** An answer of the HTTP API itself. */
export const httpApiRefusal = (statusCode: number, message: string): Refusal => ({
  statusCode,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ message }),
})
