import type { ErrorCodeWith } from '../../contract/error-catalogue.ts'
import { type ErrorCause, type HttpError, httpError } from '../errors/http-error.ts'
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
  if (token === undefined) throw tokenInvalid(pkg, 'malformed', `Send the token ${form}.`)
  if (Buffer.byteLength(token) > maxTokenBytes) {
    throw tokenInvalid(pkg, 'malformed', 'The token is too long.')
  }
  return token
}

/** Why a token was refused, for the log. The client is not told, since details help to forge a token. */
export type TokenFault =
  | 'audience'
  | 'issuer'
  | 'use'
  | 'signature'
  | 'expired'
  | 'not_yet_valid'
  | 'malformed'

export const tokenExpired = (pkg: string): HttpError =>
  unauthorized(pkg, 'token_expired', { reason: 'expired' satisfies TokenFault })

/** @param facts more for the log, such as the name of a claim */
export const tokenInvalid = (
  pkg: string,
  reason: TokenFault,
  message?: string,
  facts?: Facts,
): HttpError => unauthorized(pkg, 'invalid_token', { reason, ...facts }, message)

/**
 * The keys or the secret that verify a token are unavailable.
 *
 * @param error the name of the failure, for the log
 * @param retryAfterSeconds until they are fetched again, if they wait for it
 */
export const keysUnavailable = (
  pkg: string,
  error: string,
  retryAfterSeconds?: number,
): HttpError =>
  httpError('keys_unavailable', {
    cause: { package: pkg, error },
    headers:
      retryAfterSeconds === undefined ? undefined : { 'retry-after': String(retryAfterSeconds) },
  })

/** The token is valid, but lacks what grants access. */
export const forbidden = (pkg: string, reason: 'group' | 'scope', message: string): HttpError =>
  httpError('forbidden', {
    message,
    cause: { package: pkg, reason },
    headers: { 'www-authenticate': 'Bearer error="insufficient_scope"' },
  })

type Facts = Omit<ErrorCause, 'package'>

/**
 * A 401. Without a token the response only says that one is needed.
 *
 * @see https://datatracker.ietf.org/doc/html/rfc6750#section-3
 */
function unauthorized(
  pkg: string,
  code: ErrorCodeWith<401>,
  facts?: Facts,
  message?: string,
): HttpError {
  const challenge = code === 'missing_token' ? 'Bearer' : 'Bearer error="invalid_token"'
  return httpError(code, {
    message,
    cause: { package: pkg, ...facts },
    headers: { 'www-authenticate': challenge },
  })
}
