/**
 * The common part of Lambda's HTTP events: Function URL and HTTP API (payload
 * 2.0), REST API and ALB (1.0, with single or multiple values).
 */
export type HttpEvent = {
  headers?: Record<string, string | undefined> | null
  multiValueHeaders?: Record<string, string[] | undefined> | null
  body?: unknown
  isBase64Encoded?: boolean
}

/**
 * All values of a header; its name is compared without case. REST APIs and ALBs
 * repeat the last value of `multiValueHeaders` in `headers`, so the former takes
 * precedence. Payload 2.0 joins repeated headers with commas, so they are one
 * value here. An event of another shape has no headers.
 *
 * @param name in lower case
 */
export const headerValues = (event: HttpEvent | null, name: string): string[] => {
  const several = valuesOf(event?.multiValueHeaders, name)
  return several.length > 0 ? several : valuesOf(event?.headers, name)
}

function valuesOf(headers: HttpEvent['headers' | 'multiValueHeaders'], name: string): string[] {
  return Object.entries(headers ?? {})
    .filter(([key]) => key.toLowerCase() === name)
    .flatMap(([, value]) => value)
    .filter((value) => typeof value === 'string')
}
