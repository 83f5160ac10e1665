import { createHash, randomBytes, randomUUID } from 'node:crypto'

/** What reaches a Function URL over HTTP; header names are lower-case. */
export type OriginRequest = {
  method: string
  path: string
  query: string
  headers: Record<string, string[]>
  body: Buffer
}

/** What is new with every request. */
export type RequestIds = { requestId: string; cloudFrontId: string; at: Date }

/** An answer that the platform gives without the function. */
export type Refusal = { statusCode: number; headers: Record<string, string>; body: string }

/** Synchronous invocations take no more: the whole event, as JSON. @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const maxEventBytes = 6_291_456

const host = 'abcdefghijklmnopqrstuvwxyz012345.lambda-url.us-east-1.on.aws'
const account = '123456789012'

/**
 * What IAM says to a request that CloudFront signed: OAC cannot see the body,
 * it signs the hash that the viewer sent. A body without its hash, or with a
 * wrong one, does not match.
 */
export const checkSignature = ({ headers, body }: OriginRequest): Refusal | undefined => {
  const hash = createHash('sha256').update(body).digest('hex')
  const declared = headers['x-amz-content-sha256']?.join(',')
  if (declared === hash || (declared === undefined && body.length === 0)) return undefined
  return refusal(
    403,
    'InvalidSignatureException',
    'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.',
  )
}

/**
 * The event in payload format 2.0, with the headers that CloudFront and OAC
 * add; `authorization` held OAC's signature and was taken off by Lambda.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html#urls-request-payload
 */
export const functionUrlEvent = (
  request: OriginRequest,
  viewerIp: string,
  ids: RequestIds,
): { event: object } | Refusal => {
  const { method, path, query, body } = request
  const { authorization: _, cookie, ...headers } = request.headers
  const type = headers['content-type']?.join(',') ?? ''
  const isBase64Encoded = !isText(type)
  const event = {
    version: '2.0',
    routeKey: '$default',
    rawPath: path,
    rawQueryString: query,
    ...(cookie && { cookies: cookie.join('; ').split('; ') }),
    headers: {
      ...Object.fromEntries(
        Object.entries(headers).map(([name, values]) => [name, values.join(',')]),
      ),
      ...(cookie && { cookie: cookie.join('; ') }),
      host,
      via: '2.0 local.cloudfront.net (CloudFront)',
      'x-amz-cf-id': ids.cloudFrontId,
      'x-amz-source-account': account,
      'x-amz-source-arn': `arn:aws:cloudfront::${account}:distribution/EDFDVBD6EXAMPLE`,
      'x-forwarded-for': viewerIp,
      'x-forwarded-port': '443',
      'x-forwarded-proto': 'https',
    },
    ...(query && { queryStringParameters: Object.fromEntries(new URLSearchParams(query)) }),
    requestContext: {
      accountId: account,
      apiId: host.split('.')[0],
      authorizer: { iam: iam() },
      domainName: host,
      domainPrefix: host.split('.')[0],
      http: {
        method,
        path,
        protocol: 'HTTP/1.1',
        sourceIp: '198.51.100.11',
        userAgent: headers['user-agent']?.[0] ?? '',
      },
      requestId: ids.requestId,
      routeKey: '$default',
      stage: '$default',
      time: awsTime(ids.at),
      timeEpoch: ids.at.getTime(),
    },
    ...(body.length > 0 && { body: body.toString(isBase64Encoded ? 'base64' : 'utf8') }),
    isBase64Encoded: body.length > 0 && isBase64Encoded,
  }
  if (Buffer.byteLength(JSON.stringify(event)) > maxEventBytes) {
    return refusal(
      413,
      'RequestTooLargeException',
      `Request must be smaller than ${maxEventBytes} bytes for the InvokeFunction operation`,
    )
  }
  return { event }
}

export const newRequestIds = (): RequestIds => ({
  requestId: randomUUID(),
  cloudFrontId: randomBytes(42).toString('base64'),
  at: new Date(),
})

/** A Function URL renames headers that it uses itself. */
export const remappedHeaders = (headers: Record<string, string>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name === 'www-authenticate' ? 'x-amzn-remapped-www-authenticate' : name,
      value,
    ]),
  )

function refusal(statusCode: number, type: string, message: string): Refusal {
  return {
    statusCode,
    headers: { 'content-type': 'application/json', 'x-amzn-errortype': type },
    body: JSON.stringify({ message }),
  }
}

/** Every other body comes in base64. @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html */
function isText(contentType: string): boolean {
  return /^(text\/|application\/(json|javascript|xml) *(;|$))/i.test(contentType)
}

function iam() {
  const caller = 'AROAEXAMPLE:OriginAccessSession'
  return {
    accessKey: 'ASIAEXAMPLE',
    accountId: account,
    callerId: caller,
    cognitoIdentity: null,
    principalOrgId: null,
    userArn: `arn:aws:sts::${account}:assumed-role/OriginAccessControlRole/OriginAccessSession`,
    userId: caller,
  }
}

/** E.g. `20/Nov/2026:09:30:00 +0000`. */
function awsTime(at: Date): string {
  const [, day, month, year, time] = at.toUTCString().split(' ')
  return `${day}/${month}/${year}:${time} +0000`
}
