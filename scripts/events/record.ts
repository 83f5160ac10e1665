import { createHash } from 'node:crypto'
import type { OriginRequest, RequestIds } from '../../twin/edge/function-url.ts'
import { toEventOf } from '../../twin/edge/to-event.ts'
import type { Keys } from '../../twin/services/tokens.ts'
import { edgeRoutes } from '../functions.ts'
import type { EventCase } from './event-case.ts'
import { recordedTokens } from './tokens.ts'

const host = 'd111111abcdef8.cloudfront.net'
const recordedAt = new Date(Date.UTC(2026, 0, 1, 12))

/** Of the HTTP API: the specification's only route. */
const httpApiRoutes = [{ path: '/chat', methods: ['POST'] }]

/**
 * The event that a Function URL, CloudFront in front of it, or an API passes to the function for
 * one case. The twin's own edge makes it, with ids derived from the name.
 *
 * @throws Error if the edge refuses the request
 */
export const recordEvent = (name: string, eventCase: EventCase, keys: Keys): object => {
  const request = viewerRequest(eventCase, keys)
  const ids = idsOf(name)
  const { front = 'cloudfront', viewerIp } = eventCase
  const routes = front === 'http-api' ? httpApiRoutes : edgeRoutes
  const result = toEventOf(front, [], routes)(request, ids, viewerIp)
  if ('statusCode' in result) throw new Error(`${name}: the edge answers ${result.statusCode}`)
  const event = result.event as { headers: Record<string, string>; body?: string }
  if (eventCase.bare) return { body: event.body, headers: bareHeaders(event.headers) }
  return { ...event, headers: { ...event.headers, ...eventCase.originHeaders } }
}

function viewerRequest(
  {
    token = 'good',
    user = 'learner',
    tokenHeader = 'authorization',
    method = 'POST',
    path = '/',
    query = '',
    body = '',
    headers,
  }: EventCase,
  keys: Keys,
): OriginRequest {
  const hasBody = method === 'POST' || method === 'PATCH'
  const bytes = Buffer.from(hasBody ? body : '')
  const scheme = tokenHeader === 'authorization' ? 'Bearer ' : ''
  const ofBody = {
    'content-length': String(bytes.length),
    'content-type': 'application/json',
    'x-amz-content-sha256': createHash('sha256').update(bytes).digest('hex'),
  }
  const sent: Record<string, string | string[] | undefined> = {
    accept: 'text/event-stream',
    'accept-encoding': 'gzip, deflate, br',
    [tokenHeader]: recordedTokens(keys, token, user).map((each) => `${scheme}${each}`),
    host,
    origin: `https://${host}`,
    'user-agent': 'Mozilla/5.0',
    ...(hasBody && ofBody),
    ...headers,
  }
  const present = Object.entries(sent)
    .map(([key, value]) => [key, value === undefined ? [] : [value].flat()] as const)
    .filter(([, values]) => values.length > 0)
    .sort(([one], [other]) => (one < other ? -1 : 1))
  return { method, path, query, headers: Object.fromEntries(present), body: bytes }
}

/** The headers that somebody writes into a test event. */
function bareHeaders(headers: Record<string, string>): Record<string, string | undefined> {
  const { 'content-type': type, ...others } = headers
  const tokens = ['id_token', 'x-viewer-authorization'].filter((name) => name in others)
  return { 'Content-Type': type, ...Object.fromEntries(tokens.map((name) => [name, others[name]])) }
}

function idsOf(name: string): RequestIds {
  const hash = createHash('sha256').update(name).digest()
  const hex = hash.toString('hex')
  return {
    requestId: `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`,
    cloudFrontId: `${hash.toString('base64')}EXAMPLE==`,
    at: recordedAt,
  }
}
