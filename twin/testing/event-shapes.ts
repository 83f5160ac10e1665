import type { HttpEvent } from '../../src/http-event.ts'
import { albEvent, albMultiValueEvent } from './alb-events.ts'
import { bodyOf, joined, lastOf, lineOf, listed, type Multiple, type Sent } from './sent.ts'

/** A service that turns requests into events, and how it treats their headers. */
export type EventShape = {
  /** Suitable for a test name. */
  name: string
  /** Header with the viewer's token: OAC overwrites `authorization`, and Lambda then strips it. */
  tokenHeader: 'authorization' | 'x-viewer-authorization'
  /** How a header sent several times is represented. */
  repeated: 'joined with commas' | 'listed' | 'only the last'
  /** Makes the event. */
  event: (sent?: Sent) => HttpEvent & Record<string, unknown>
}

/**
 * Every HTTP event that Lambda receives, for `describe.each`. The fields and the format of their
 * values are as AWS delivers them; all names and numbers are examples.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html#urls-payloads
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/lambda-functions.html#multi-value-headers
 */
export const eventShapes: readonly EventShape[] = [
  {
    name: 'a Function URL behind CloudFront with OAC',
    tokenHeader: 'x-viewer-authorization',
    repeated: 'joined with commas',
    event: functionUrlEvent,
  },
  {
    name: 'an HTTP API',
    tokenHeader: 'authorization',
    repeated: 'joined with commas',
    event: httpApiEvent,
  },
  {
    name: 'a REST API',
    tokenHeader: 'authorization',
    repeated: 'listed',
    event: restApiEvent,
  },
  {
    name: 'an ALB',
    tokenHeader: 'authorization',
    repeated: 'only the last',
    event: albEvent,
  },
  {
    name: 'an ALB with multi-value headers',
    tokenHeader: 'authorization',
    repeated: 'listed',
    event: albMultiValueEvent,
  },
]

/** Events without any headers, for `describe.each` and `it.each`. */
export const eventsWithoutHeaders: readonly { name: string; event: HttpEvent }[] = [
  {
    name: 'the test button of the REST API console',
    event: { ...restApiEvent(), headers: null, multiValueHeaders: null, body: null },
  },
  { name: 'payload 2.0 without headers', event: omit(httpApiEvent(), 'headers') },
  { name: 'payload 2.0 with no header in headers', event: { ...httpApiEvent(), headers: {} } },
  { name: 'an ALB without headers', event: omit(albEvent(), 'headers') },
  { name: 'an empty event', event: {} },
]

/** From a Function URL behind CloudFront with OAC, which takes `authorization` away. */
export function functionUrlEvent(sent: Sent = {}): HttpEvent & Record<string, unknown> {
  const { authorization: _, ...headers } = joined({
    host: 'abcdefghijklmnopqrstuvwxyz012345.lambda-url.us-east-1.on.aws',
    'x-amzn-trace-id': 'Self=1-6796c4d0-2039a0207b4a79a1;Root=1-6796c4d0-2ffe73725f2f45a4',
    'x-amz-source-arn': 'arn:aws:cloudfront::123456789012:distribution/EDFDVBD6EXAMPLE',
    'x-amz-security-token': 'EXAMPLESESSIONTOKEN==',
    'x-forwarded-for': '203.0.113.74',
    'x-forwarded-proto': 'https',
    via: '2.0 999e0c944d96e4c2945aab8389961e9c.cloudfront.net (CloudFront)',
    'user-agent': 'Amazon CloudFront',
    ...sent.headers,
  })
  return {
    ...payload2(sent, '$default', 'abcdefghijklmnopqrstuvwxyz012345.lambda-url.us-east-1.on.aws'),
    headers,
    ...bodyOf(sent),
  }
}

/** From an HTTP API, payload 2.0: the same as from a Function URL with nothing in front of it. */
export function httpApiEvent(sent: Sent = {}): HttpEvent & Record<string, unknown> {
  const { method, path } = lineOf(sent)
  return {
    ...payload2(sent, `${method} ${path}`, 'abcdefghij.execute-api.us-east-1.amazonaws.com'),
    headers: joined({
      'accept-encoding': 'gzip',
      host: 'abcdefghij.execute-api.us-east-1.amazonaws.com',
      'user-agent': 'curl/8.9.1',
      'x-forwarded-for': '203.0.113.103',
      'x-forwarded-proto': 'https',
      ...sent.headers,
    }),
    ...bodyOf(sent),
  }
}

/** From a REST API, payload 1.0: names as sent; `headers` has the last of `multiValueHeaders`. */
export function restApiEvent(sent: Sent = {}): HttpEvent & Record<string, unknown> {
  const { method, path, query } = lineOf(sent)
  const multiValueHeaders = Object.fromEntries(
    Object.entries(
      listed({
        accept: '*/*',
        host: 'abcdefghij.execute-api.us-east-1.amazonaws.com',
        'user-agent': 'HTTPie/3.2.2',
        'x-forwarded-for': '203.0.113.126, 198.51.100.21',
        ...sent.headers,
      }),
    ).map(([name, values]) => [titleCase(name), values]),
  )
  return {
    resource: path,
    path,
    httpMethod: method,
    headers: lastOf(multiValueHeaders),
    multiValueHeaders,
    queryStringParameters: query && lastOf(listed(query)),
    multiValueQueryStringParameters: query && listed(query),
    pathParameters: null,
    stageVariables: null,
    requestContext: {
      resourcePath: path,
      httpMethod: method,
      path: `/prod${path}`,
      protocol: 'HTTP/1.1',
      stage: 'prod',
      requestId: 'f88e38e3-2060-4a56-93c0-9efbc6a659a0',
      identity: { sourceIp: '203.0.113.126', userAgent: 'HTTPie/3.2.2' },
      apiId: 'abcdefghij',
    },
    body: null,
    ...bodyOf(sent),
  }
}

function payload2(sent: Sent, routeKey: string, domainName: string) {
  const { method, path, query } = lineOf(sent)
  return {
    version: '2.0',
    routeKey,
    rawPath: path,
    rawQueryString: query ? encoded(query) : '',
    ...(query && { queryStringParameters: joined(query) }),
    requestContext: {
      accountId: '123456789012',
      apiId: domainName.split('.')[0],
      domainName,
      http: { method, path, protocol: 'HTTP/1.1', sourceIp: '198.51.100.11' },
      requestId: '81b3cc83-e75c-401a-9999-04a21ee14127',
      routeKey,
      stage: '$default',
      timeEpoch: 1737934032788,
    },
  }
}

function encoded(query: Multiple): string {
  const pairs = Object.entries(listed(query)).flatMap(([name, values]) =>
    values.map((value): [string, string] => [name, value]),
  )
  return new URLSearchParams(pairs).toString()
}

function titleCase(name: string): string {
  return name.replace(/(^|-)[a-z]/g, (start) => start.toUpperCase())
}

function omit(event: HttpEvent & Record<string, unknown>, key: string): HttpEvent {
  return Object.fromEntries(Object.entries(event).filter(([name]) => name !== key))
}
