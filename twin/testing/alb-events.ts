import type { HttpEvent } from '../../src/http-event.ts'
import { bodyOf, lastOf, lineOf, listed, mapValues, type Sent } from './sent.ts'

/** From a load balancer: keeps the last value of a header that was sent several times. */
export function albEvent(sent: Sent = {}): HttpEvent & Record<string, unknown> {
  return {
    ...alb(sent),
    queryStringParameters: lastOf(albQuery(sent)),
    headers: lastOf(listed(albHeaders(sent))),
    body: '',
    ...bodyOf(sent),
  }
}

/** From a load balancer with `lambda.multi_value_headers.enabled`: there is no `headers`. */
export function albMultiValueEvent(sent: Sent = {}): HttpEvent & Record<string, unknown> {
  return {
    ...alb(sent),
    multiValueQueryStringParameters: albQuery(sent),
    multiValueHeaders: listed(albHeaders(sent)),
    body: '',
    ...bodyOf(sent),
  }
}

function alb(sent: Sent) {
  const { method, path } = lineOf(sent)
  const arn =
    'arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/chat/49e9d65c45c6791a'
  return {
    requestContext: { elb: { targetGroupArn: arn } },
    httpMethod: method,
    path,
  }
}

/** A load balancer does not decode the query. */
function albQuery({ query = {} }: Sent): Record<string, string[]> {
  return mapValues(listed(query), (values) => values.map(encodeURIComponent))
}

function albHeaders({ headers }: Sent) {
  return {
    accept: '*/*',
    host: 'lambda-alb-123578498.us-east-1.elb.amazonaws.com',
    'x-forwarded-for': '203.0.113.125',
    'x-forwarded-port': '80',
    ...headers,
  }
}
