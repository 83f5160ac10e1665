import { isIPv4, isIPv6 } from 'node:net'
import { httpError } from '../errors/http-error.ts'
import { usageError } from '../errors/usage-error.ts'
import { type HttpEvent, headerValues } from '../http-event.ts'

/** Where payload 2.0 and payload 1.0 say who sent a request. A load balancer does not say it. */
type RequestContext = { http?: { sourceIp?: unknown }; identity?: { sourceIp?: unknown } }

/** Set by the CloudFront Function, which removes any that a client sends. */
const viewerHeader = 'x-viewer-address'

/**
 * The address of the viewer, as it is counted. `x-forwarded-for` is never read: a client can send
 * one, and proxies only add to it.
 *
 * @param isTrusted whether `x-viewer-address` names the viewer, rather than `requestContext`
 * @throws HttpError 403 `forbidden` without one address in a trusted header; TypeError for an event
 * that names no address
 */
export const addressOf = (
  event: (HttpEvent & { requestContext?: object | null }) | null | undefined,
  isTrusted: boolean,
  pkg: string,
): string => {
  if (isTrusted) {
    const values = headerValues(event ?? null, viewerHeader)
    const address = values.length === 1 ? countedAddress(values[0]) : undefined
    if (address !== undefined) return address
    throw httpError('forbidden', { cause: { package: pkg, reason: 'address' } })
  }
  const { http, identity }: RequestContext = event?.requestContext ?? {}
  const address = countedAddress(http?.sourceIp ?? identity?.sourceIp)
  if (address !== undefined) return address
  throw usageError(pkg, 'the event names no address of its sender: set trustViewerAddress, or key')
}

/**
 * An address as it is counted: an IPv4 address as it is, also inside of IPv6, and of an IPv6 address
 * the first 64 bits, since a household or a server has at least that many addresses to change between.
 *
 * @returns `undefined` for a value that is no address
 * @see https://www.rfc-editor.org/rfc/rfc6177#section-2
 */
export const countedAddress = (value: unknown): string | undefined => {
  if (typeof value !== 'string') return undefined
  if (isIPv4(value)) return value
  if (!isIPv6(value)) return undefined
  const groups = groupsOf(value)
  return isMapped(groups) ? dotted(groups.slice(6)) : `${groups.slice(0, 4).join(':')}::/64`
}

/** The eight groups of an IPv6 address, in hexadecimal without leading zeros. */
function groupsOf(address: string): string[] {
  // A URL writes every notation in the same way (RFC 5952), but has no zone, e.g. `%eth0`.
  const { hostname } = new URL(`http://[${address.split('%', 1)[0]}]`)
  const [head = [], tail = []] = hostname
    .slice(1, -1)
    .split('::')
    .map((part) => part.split(':').filter((group) => group !== ''))
  return [...head, ...Array<string>(8 - head.length - tail.length).fill('0'), ...tail]
}

/** Whether it is an IPv4 address, as `::ffff:203.0.113.1`. */
function isMapped(groups: readonly string[]): boolean {
  return groups.slice(0, 6).join(':') === '0:0:0:0:0:ffff'
}

function dotted(groups: readonly string[]): string {
  return groups
    .map((group) => Number.parseInt(group, 16))
    .flatMap((bits) => [bits >> 8, bits & 255])
    .join('.')
}
