import type { ErrorCodeWith } from '../../contract/error-catalogue.ts'
import { type HttpError, httpError } from '../errors/http-error.ts'
import { type HttpEvent, headerValues } from '../http-event.ts'

/** Cognito's tokens have a few kB. A larger one is not parsed. */
const maxTokenBytes = 16 * 1024

/** The headers that may hold the token of a request; two tokens are refused. */
export type TokenHeaders = {
  /** Headers of the form `Bearer TOKEN`, in lower case. */
  headers: readonly string[]
  /** Headers that hold only the token, in lower case. */
  bareHeaders: readonly string[]
}

/**
 * Finds the one token of a request.
 *
 * @throws HttpError 401 `missing_token`, `ambiguous_token` or `invalid_token`
 * @see https://datatracker.ietf.org/doc/html/rfc6750#section-2.1
 */
export const tokenOf = (
  event: HttpEvent,
  { headers, bareHeaders }: TokenHeaders,
  pkg: string,
): string => {
  const values = (names: readonly string[]) => names.flatMap((name) => headerValues(event, name))
  const bearers = values(headers)
  const [value, ...others] = [...bearers, ...values(bareHeaders)]
  if (value === undefined) throw unauthorized(pkg, 'missing_token')
  // Payload 2.0 joins repeated headers with commas.
  if (others.length > 0 || value.includes(',')) throw unauthorized(pkg, 'ambiguous_token')
  const [pattern, form] =
    bearers.length > 0 ? [/^Bearer +(\S+)$/i, 'as "Bearer"'] : [/^(\S+)$/, 'alone']
  const token = pattern.exec(value)?.[1]
  if (token === undefined) throw unauthorized(pkg, 'invalid_token', `Send the token ${form}.`)
  if (Buffer.byteLength(token) > maxTokenBytes) {
    throw unauthorized(pkg, 'invalid_token', 'The token is too long.')
  }
  return token
}

/**
 * A 401. Without a token the response only says that one is needed.
 *
 * @see https://datatracker.ietf.org/doc/html/rfc6750#section-3
 */
export const unauthorized = (
  pkg: string,
  code: ErrorCodeWith<401>,
  message?: string,
): HttpError => {
  const challenge = code === 'missing_token' ? 'Bearer' : 'Bearer error="invalid_token"'
  return httpError(code, {
    message,
    cause: { package: pkg },
    headers: { 'www-authenticate': challenge },
  })
}

export const tokenExpired = (pkg: string): HttpError => unauthorized(pkg, 'token_expired')

/** Gives no details, which would help to forge a token. */
export const tokenInvalid = (pkg: string): HttpError => unauthorized(pkg, 'invalid_token')

/** The keys or the secret that verify a token are unavailable. */
export const keysUnavailable = (pkg: string): HttpError =>
  httpError('keys_unavailable', { cause: { package: pkg } })

/** The token is valid, but does not grant access. */
export const forbidden = (pkg: string, message: string): HttpError =>
  httpError('forbidden', {
    message,
    cause: { package: pkg },
    headers: { 'www-authenticate': 'Bearer error="insufficient_scope"' },
  })
