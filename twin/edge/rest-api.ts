import { randomBytes } from 'node:crypto'
import {
  account,
  awsTime,
  isTooLarge,
  type OriginRequest,
  type Refusal,
  type RequestIds,
} from './function-url.ts'
import type { EdgeRoute } from './viewer-request.ts'

/**
 * API Gateway's limit of a request's body. Lambda's own limit is lower.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html
 */
const maxBodyBytes = 10_485_760

const apiId = 'abcdefghij'
const host = `${apiId}.execute-api.us-east-1.amazonaws.com`
const stage = 'live'

/** What a path of the API leads to: `{proxy+}` is the rest of a path. */
type Resource = { path: string; prefix?: string; methods: readonly string[] | 'any' }

/**
 * Makes an API of these routes, as `terraform/modules/rest-api` does. It turns a request into an
 * event in payload format 1.0, or refuses it. Without CORS: only the twin's own pages reach it.
 *
 * @param routes the methods each path takes; without routes, every method of every path
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html#api-gateway-simple-proxy-for-lambda-input-format
 */
export const restApi = (
  routes?: readonly EdgeRoute[],
): ((request: OriginRequest, viewerIp: string, ids: RequestIds) => { event: object } | Refusal) => {
  const resources = routes?.map(resourceOf) ?? [{ ...resourceOf({ path: '*' }), methods: 'any' }]
  return (request, viewerIp, ids) => {
    const found = resources
      .filter((resource) => leadsTo(resource, request.path))
      // The most specific one.
      .toSorted(
        (one, other) => (other.prefix ?? other.path).length - (one.prefix ?? one.path).length,
      )
      .at(0)
    if (!found || (found.methods !== 'any' && !found.methods.includes(request.method))) {
      // Also of a path or a method that the API does not have.
      return refusal(403, 'MissingAuthenticationTokenException', 'Missing Authentication Token')
    }
    const event = eventOf(request, found, viewerIp, ids)
    return request.body.length > maxBodyBytes || isTooLarge(event)
      ? refusal(413, 'RequestTooLargeException', 'Request Too Long')
      : { event }
  }
}

/** An answer of API Gateway itself. */
export const refusal = (statusCode: number, type: string, message: string): Refusal => ({
  statusCode,
  headers: {
    'content-type': 'application/json',
    'x-amzn-errortype': type,
    'x-amz-apigw-id': newGatewayId(),
  },
  body: JSON.stringify({ message }),
})

/** API Gateway's own id of a request. */
export const newGatewayId = (): string => `${randomBytes(11).toString('base64url')}=`

function resourceOf({
  path,
  methods = [],
}: {
  path: string
  methods?: readonly string[]
}): Resource {
  if (!path.endsWith('*')) return { path, methods }
  const prefix = path === '*' ? '/' : path.slice(0, -1)
  return { path: `${prefix}{proxy+}`, prefix, methods }
}

/** `{proxy+}` needs at least one character. */
function leadsTo({ path, prefix }: Resource, asked: string): boolean {
  return prefix === undefined ? asked === path : asked.startsWith(prefix) && asked !== prefix
}

function eventOf(
  { method, path, query, headers, body }: OriginRequest,
  { path: resource, prefix }: Resource,
  viewerIp: string,
  { requestId, cloudFrontId, at }: RequestIds,
): object {
  const { host: _, ...sent } = headers
  const multiValueHeaders = {
    ...sent,
    Host: [host],
    'X-Forwarded-For': [viewerIp],
    'X-Forwarded-Port': ['443'],
    'X-Forwarded-Proto': ['https'],
  }
  const parameters = parametersOf(query)
  return {
    resource,
    path,
    httpMethod: method,
    headers: lastOf(multiValueHeaders),
    multiValueHeaders,
    queryStringParameters: parameters && lastOf(parameters),
    multiValueQueryStringParameters: parameters,
    pathParameters: prefix === undefined ? null : { proxy: path.slice(prefix.length) },
    stageVariables: null,
    requestContext: {
      accountId: account,
      apiId,
      domainName: host,
      domainPrefix: apiId,
      extendedRequestId: `${cloudFrontId.slice(0, 15)}=`,
      httpMethod: method,
      identity: { sourceIp: viewerIp, userAgent: headers['user-agent']?.[0] ?? null },
      path,
      protocol: 'HTTP/1.1',
      requestId,
      requestTime: awsTime(at),
      requestTimeEpoch: at.getTime(),
      resourcePath: resource,
      stage,
    },
    body: body.length > 0 ? body.toString('utf8') : null,
    isBase64Encoded: false,
  }
}

/** Null without parameters, as in the event. */
function parametersOf(query: string): Record<string, string[]> | null {
  if (query === '') return null
  const parameters = new URLSearchParams(query)
  return Object.fromEntries(
    [...new Set(parameters.keys())].map((name) => [name, parameters.getAll(name)]),
  )
}

function lastOf(values: Record<string, string[]>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, all]) => [name, all.at(-1) ?? '']))
}
