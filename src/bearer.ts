import { type HttpError, httpError } from './errors.ts'

/** Cognito's tokens are a few kB. What is larger is not parsed. */
const maxTokenBytes = 16 * 1024

/**
 * The one token in the values of the headers that may hold one.
 *
 * @throws HttpError 401 `missing_token`, `ambiguous_token` or `invalid_token`
 * @see https://datatracker.ietf.org/doc/html/rfc6750#section-2.1
 */
export const bearerToken = ([value, ...others]: readonly string[], pkg: string): string => {
  if (value === undefined) throw unauthorized(pkg, 'missing_token', 'Sign in first.', 'Bearer')
  // Payload 2.0 joins several values with commas.
  if (others.length > 0 || value.includes(',')) {
    throw unauthorized(pkg, 'ambiguous_token', 'Send one token.')
  }
  const token = /^Bearer +(\S+)$/i.exec(value)?.[1]
  if (token === undefined) {
    throw unauthorized(pkg, 'invalid_token', 'Send the token as "Bearer".')
  }
  if (Buffer.byteLength(token) > maxTokenBytes) {
    throw unauthorized(pkg, 'invalid_token', 'The token is too long.')
  }
  return token
}

/** @see https://datatracker.ietf.org/doc/html/rfc6750#section-3 */
export const unauthorized = (
  pkg: string,
  code: string,
  message: string,
  challenge = 'Bearer error="invalid_token"',
): HttpError =>
  httpError(401, code, message, {
    cause: { package: pkg },
    headers: { 'www-authenticate': challenge },
  })

/** The token is good, but what it grants is not enough. */
export const forbidden = (pkg: string, message: string): HttpError =>
  httpError(403, 'forbidden', message, {
    cause: { package: pkg },
    headers: { 'www-authenticate': 'Bearer error="insufficient_scope"' },
  })
