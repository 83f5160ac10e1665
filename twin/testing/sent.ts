/** What a client sent, before an AWS service turns it into an event. */
export type Sent = {
  /** @defaultValue 'POST' */
  method?: string
  /** @defaultValue '/' */
  path?: string
  /** Not encoded; a list is a parameter sent several times. */
  query?: Multiple
  /** Names in lower case; a list is a header sent several times. */
  headers?: Multiple
  body?: string
  /** Whether the service passes the body on as base64. @defaultValue false */
  base64?: boolean
}

export type Multiple = Record<string, string | readonly string[]>

/** The request line; `query` is null when none was sent. */
export function lineOf({ method = 'POST', path = '/', query }: Sent) {
  return { method, path, query: query ?? null }
}

/** Payload 2.0 has no `body` when none was sent. */
export function bodyOf({ body, base64 = false }: Sent) {
  if (body === undefined) return { isBase64Encoded: false }
  return { body: base64 ? Buffer.from(body).toString('base64') : body, isBase64Encoded: base64 }
}

export function listed(multiple: Multiple): Record<string, string[]> {
  return mapValues(multiple, (value) => [value].flat())
}

export function joined(multiple: Multiple): Record<string, string> {
  return mapValues(multiple, (value) => [value].flat().join(','))
}

export function lastOf(multiple: Record<string, string[]>): Record<string, string> {
  return mapValues(multiple, (values) => values.at(-1) ?? '')
}

export function mapValues<From, To>(from: Record<string, From>, map: (value: From) => To) {
  return Object.fromEntries(Object.entries(from).map(([key, value]) => [key, map(value)]))
}
