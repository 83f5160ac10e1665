import { type HttpError, httpError } from '../errors/http-error.ts'
import { type HttpEvent, headerValues } from '../http-event.ts'
import { isListOfNames, type OptionRule } from '../options.ts'

/** Cognito's tokens are a few kB. What is larger is not parsed. */
const maxTokenBytes = 16 * 1024

/** Where the token of a request may stand; two tokens at once are refused. */
export type TokenHeaders = {
  /** Headers of the form `Bearer TOKEN`, lower-case. */
  headers: readonly string[]
  /** Headers that are the token itself, lower-case. */
  bareHeaders: readonly string[]
}

/** The rules of the options that say where a token stands. */
export const tokenHeaderRules = {
  headers: [
    'a list of names in lower case',
    (names) => isListOfNames(names) && names.every(isLowerCase),
  ],
  bareHeaders: [
    'a list of names in lower case, none of them in headers',
    (names, { headers }) =>
      Array.isArray(names) &&
      names.every((name) => isListOfNames([name]) && isLowerCase(name)) &&
      !names.some((name) => Array.isArray(headers) && headers.includes(name)),
  ],
} satisfies Record<keyof TokenHeaders, OptionRule>

/**
 * The one token of a request.
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
  if (value === undefined) throw unauthorized(pkg, 'missing_token', 'Sign in first.', 'Bearer')
  // Payload 2.0 joins several values with commas.
  if (others.length > 0 || value.includes(',')) {
    throw unauthorized(pkg, 'ambiguous_token', 'Send one token.')
  }
  const [pattern, form] =
    bearers.length > 0 ? [/^Bearer +(\S+)$/i, 'as "Bearer"'] : [/^(\S+)$/, 'alone']
  const token = pattern.exec(value)?.[1]
  if (token === undefined) throw unauthorized(pkg, 'invalid_token', `Send the token ${form}.`)
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

export const tokenExpired = (pkg: string): HttpError =>
  unauthorized(pkg, 'token_expired', 'Your session has expired: sign in again.')

/** Says no more, for whoever forges one learns from what was wrong with it. */
export const tokenInvalid = (pkg: string): HttpError =>
  unauthorized(pkg, 'invalid_token', 'The token is not valid.')

/** What a token is checked with cannot be had. */
export const keysUnavailable = (pkg: string): HttpError =>
  httpError(503, 'keys_unavailable', 'Sign-in cannot be checked right now.', {
    cause: { package: pkg },
  })

/** The token is good, but what it grants is not enough. */
export const forbidden = (pkg: string, message: string): HttpError =>
  httpError(403, 'forbidden', message, {
    cause: { package: pkg },
    headers: { 'www-authenticate': 'Bearer error="insufficient_scope"' },
  })

function isLowerCase(name: string): boolean {
  return name === name.toLowerCase()
}
