import { validateHeaderName, validateHeaderValue } from 'node:http'

/** An invalid response. The message says what is wrong and contains none of its values. */
export class MalformedResponse extends Error {}

/** Status, headers and cookies of a response. */
export type ResponseHead = {
  /** 100 to 599. */
  statusCode: number
  /** Lower-case names. */
  headers: Record<string, string>
  /** Values of `set-cookie` headers, one each. */
  cookies: string[]
}

/**
 * Checks a function's description of its response: the prelude of a streamed one, or the object
 * returned by a buffered one.
 *
 * @param value parsed JSON; `statusCode` defaults to 200
 * @throws MalformedResponse
 */
export const parseResponseHead = (value: unknown): ResponseHead => {
  if (!isRecord(value)) throw new MalformedResponse('it is not an object')
  const { statusCode = 200, headers = {}, cookies = [] } = value
  if (!isStatus(statusCode))
    throw new MalformedResponse('statusCode is not an integer from 100 to 599')
  if (!isRecord(headers)) throw new MalformedResponse('headers is not an object')
  if (!isStrings(cookies)) throw new MalformedResponse('cookies is not an array of strings')
  const { 'set-cookie': cookie, ...others } = normalizeHeaders(headers)
  for (const each of cookies) checkHeader('set-cookie', each)
  return { statusCode, headers: others, cookies: [cookie ?? [], cookies].flat() }
}

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function isStatus(value: unknown): value is number {
  return Number.isInteger(value) && Number(value) >= 100 && Number(value) <= 599
}

function isStrings(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string')
}

function normalizeHeaders(headers: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => {
      // Payload format 2.0 has one scalar per header; multiple cookies go into `cookies`.
      if (!['string', 'number', 'boolean'].includes(typeof value)) {
        throw new MalformedResponse(`header ${name} is not a string`)
      }
      checkHeader(name, String(value))
      return [name.toLowerCase(), String(value)]
    }),
  )
}

/** A header that Node.js cannot send would otherwise end the twin. */
function checkHeader(name: string, value: string): void {
  try {
    validateHeaderName(name)
    validateHeaderValue(name, value)
  } catch {
    throw new MalformedResponse(`header ${JSON.stringify(name)} is not valid`)
  }
}
