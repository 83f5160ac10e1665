import { randomBytes, randomUUID } from 'node:crypto'

/** A request as it reaches a Function URL over HTTP; header names are lower-case. */
export type OriginRequest = {
  method: string
  path: string
  query: string
  headers: Record<string, string[]>
  body: Buffer
  /** The signer's identity, where a signature is required. */
  iam?: object
}

/** The values that are new with every request. */
export type RequestIds = { requestId: string; cloudFrontId: string; at: Date }

/** An answer that the platform gives without invoking the function. */
export type Refusal = {
  statusCode: number
  headers: Record<string, string>
  body: string
  /** The reason that AWS does not give, for the twin's own log; never sent. */
  hint?: string
}

/**
 * The limit of a synchronous invocation: the whole event, as JSON.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
const maxEventBytes = 6_291_456

const host = 'abcdefghijklmnopqrstuvwxyz012345.lambda-url.us-east-1.on.aws'

/** The account of everything: the example of AWS's documentation. */
export const account = '123456789012'

/** The CloudFront server that connects; a documentation address (RFC 5737). */
const cloudFrontIp = '198.51.100.11'

/**
 * The event of a Function URL, in payload format 2.0.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html#urls-request-payload
 */
export const functionUrlEvent = (
  request: OriginRequest,
  viewerIp: string,
  ids: RequestIds,
): { event: object } | Refusal => {
  const event = payload2(request, viewerIp, ids, { host, routeKey: '$default' })
  if (isTooLarge(event)) {
    return lambdaRefusal(
      413,
      'RequestTooLargeException',
      `Request must be smaller than ${maxEventBytes} bytes for the InvokeFunction operation`,
    )
  }
  return { event }
}

/** A request in payload format 2.0, at this host and on this route of its stage `$default`. */
export const payload2 = (
  request: OriginRequest,
  viewerIp: string,
  ids: RequestIds,
  { host, routeKey }: { host: string; routeKey: string },
): object => {
  const { method, path, query, body, iam } = request
  const { cookie, ...headers } = request.headers
  const type = headers['content-type']?.join(',') ?? ''
  const isBase64Encoded = !isText(type)
  return {
    version: '2.0',
    routeKey,
    rawPath: path,
    rawQueryString: query,
    ...(cookie && { cookies: cookie.join('; ').split('; ') }),
    headers: {
      ...Object.fromEntries(
        Object.entries(headers).map(([name, values]) => [name, values.join(',')]),
      ),
      ...(cookie && { cookie: cookie.join('; ') }),
      host,
      'x-forwarded-for': viewerIp,
      'x-forwarded-port': '443',
      'x-forwarded-proto': 'https',
    },
    ...(query && { queryStringParameters: queryOf(query) }),
    requestContext: {
      accountId: account,
      apiId: host.split('.')[0],
      ...(iam && { authorizer: { iam } }),
      domainName: host,
      domainPrefix: host.split('.')[0],
      http: {
        method,
        path,
        protocol: 'HTTP/1.1',
        sourceIp: iam ? cloudFrontIp : viewerIp,
        userAgent: headers['user-agent']?.[0] ?? '',
      },
      requestId: ids.requestId,
      routeKey,
      stage: '$default',
      time: awsTime(ids.at),
      timeEpoch: ids.at.getTime(),
    },
    ...(body.length > 0 && { body: body.toString(isBase64Encoded ? 'base64' : 'utf8') }),
    isBase64Encoded: body.length > 0 && isBase64Encoded,
  }
}

/** Whether Lambda would refuse the event. */
export const isTooLarge = (event: object): boolean =>
  Buffer.byteLength(JSON.stringify(event)) > maxEventBytes

export const newRequestIds = (): RequestIds => ({
  requestId: randomUUID(),
  cloudFrontId: randomBytes(42).toString('base64'),
  at: new Date(),
})

/** E.g. `20/Nov/2026:09:30:00 +0000`. */
export const awsTime = (at: Date): string => {
  const [, day, month, year, time] = at.toUTCString().split(' ')
  return `${day}/${month}/${year}:${time} +0000`
}

/** An answer from Lambda itself. */
export const lambdaRefusal = (statusCode: number, type: string, message: string): Refusal => ({
  statusCode,
  headers: { 'content-type': 'application/json', 'x-amzn-errortype': type },
  body: JSON.stringify({ message }),
})

/**
 * Headers of the connection, of the length and of the server itself. API Gateway documents which
 * ones it may rename, and a Function URL renames these too.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html
 */
const renamed = new Set([
  'authorization',
  'connection',
  'content-length',
  'content-md5',
  'date',
  'expect',
  'host',
  'max-forwards',
  'proxy-authenticate',
  'server',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'www-authenticate',
])

/** A Function URL renames headers that it uses itself. */
export const remappedHeaders = (headers: Record<string, string>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      renamed.has(name) ? `x-amzn-remapped-${name}` : name,
      value,
    ]),
  )

/** Repeated parameters are joined with commas. */
function queryOf(query: string): Record<string, string> {
  const parameters = new URLSearchParams(query)
  return Object.fromEntries(
    [...new Set(parameters.keys())].map((name) => [name, parameters.getAll(name).join(',')]),
  )
}

/**
 * Any other body is sent as base64.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
function isText(contentType: string): boolean {
  return /^(text\/|application\/(json|javascript|xml) *(;|$))/i.test(contentType)
}
