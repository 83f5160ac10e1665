import type { Refusal } from './function-url.ts'
import { httpApiRefusal } from './http-api.ts'
import { newGatewayId, refusal } from './rest-api.ts'

/** What stands between a viewer and the function. */
export type FrontName = 'function-url' | 'cloudfront' | 'rest-api' | 'http-api'

/** How it answers the viewer. */
export type Front = {
  /** How long the function may be silent. @defaultValue for ever */
  readTimeoutMs?: number
  /** Whether it sends an answer only when it is complete: the timeout is then for all of it. @defaultValue false */
  buffers?: boolean
  /** Headers that it adds to the function's answer. */
  headers(): Record<string, string>
  /** Its own answer when the function has failed, or was silent for too long. */
  failure(statusCode: 502 | 504): Refusal
}

const text = (statusCode: number, body: string): Refusal => ({
  statusCode,
  headers: { 'content-type': 'text/plain' },
  body,
})

const functionUrl: Front = {
  headers: () => ({}),
  failure: (statusCode) =>
    text(statusCode, statusCode === 502 ? 'Internal Server Error' : 'Gateway Timeout'),
}

/** The timeouts are those that Terraform and AWS set by default. */
export const fronts: Readonly<Record<FrontName, Front>> = {
  'function-url': functionUrl,
  cloudfront: {
    ...functionUrl,
    readTimeoutMs: 30_000,
    headers: () => ({
      via: '1.1 local.cloudfront.net (CloudFront)',
      'x-cache': 'Miss from cloudfront',
    }),
  },
  'rest-api': {
    // Of a regional API: https://docs.aws.amazon.com/apigateway/latest/developerguide/response-transfer-mode.html
    readTimeoutMs: 300_000,
    headers: () => ({ 'x-amz-apigw-id': newGatewayId() }),
    failure: (statusCode) =>
      statusCode === 502
        ? refusal(502, 'InternalServerErrorException', 'Internal server error')
        : refusal(504, 'InternalServerErrorException', 'Endpoint request timed out'),
  },
  'http-api': {
    readTimeoutMs: 30_000,
    buffers: true,
    headers: () => ({ 'apigw-requestid': newGatewayId() }),
    failure: (statusCode) =>
      statusCode === 502
        ? httpApiRefusal(500, 'Internal Server Error')
        : httpApiRefusal(503, 'Service Unavailable'),
  },
}
