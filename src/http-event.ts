/**
 * What the HTTP events of Lambda have in common: Function URL and HTTP API
 * (payload 2.0), REST API and ALB (1.0, with single or multiple values).
 */
export type HttpEvent = {
  headers?: Record<string, string | undefined> | null
  multiValueHeaders?: Record<string, string[] | undefined> | null
  body?: unknown
  isBase64Encoded?: boolean
}

/**
 * All values that the event carries for a header, whatever the case of its
 * name. REST APIs and ALBs repeat the last value of `multiValueHeaders` in
 * `headers`, so the first wins when it has the header. Payload 2.0 joins
 * several values with commas: they come as one here. An event of another shape
 * has no headers.
 *
 * @param name lower-case
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
