import { createError } from '@middy/util'
import { type ErrorCode, errorCatalogue, isRetryable } from '../../contract/error-catalogue.ts'
import { isObject } from '../is-object.ts'
import { copyOriginal, originOf, rememberOriginal } from './origin.ts'
import { usageError } from './usage-error.ts'

export type { ErrorCode }

/** The details of one error, whatever its code. */
export type HttpErrorOptions = {
  /**
   * The package that throws it, and facts that are safe to log. Never the original error: its
   * message may contain a key or a body.
   */
  cause: ErrorCause
  /** Safe to show: no token, key, prompt or body. @defaultValue the library's own message for its code */
  message?: string | undefined
  /** Headers of the refused response, e.g. `{ 'retry-after': '37' }`. */
  headers?: Record<string, string> | undefined
  /**
   * Whether the same request may succeed later.
   * @defaultValue true for 408, 429, 502, 503 and 504, except for a few final codes of the library
   */
  retryable?: boolean
  /**
   * Further fields of the JSON body and of the `error` frame, safe to show, e.g. when a limit resets.
   * They never replace the fields that every error has.
   */
  details?: ErrorDetails | undefined
}

/** What a client may need to know of an error besides its code, in camelCase. */
export type ErrorDetails = Readonly<Record<string, string | number | boolean>>

/** An error with a code of your own, which needs a status and a message. */
export type OwnErrorOptions = HttpErrorOptions & {
  /** HTTP status, 400 to 599. */
  statusCode: number
  message: string
}

/** `package` names the middleware or model, e.g. `middy-chat/cognito-auth`; everything here is logged. */
export type ErrorCause = {
  package: string
  [fact: string]: string | number | boolean | readonly string[]
}

/** An error that the client may see: status, code and message are safe to show. */
export type HttpError = Error & {
  statusCode: number
  /** Stable, in snake_case; clients branch on it. */
  code: string
  expose: true
  /** Whether the same request may succeed later. */
  retryable: boolean
  cause: ErrorCause
  headers?: Record<string, string>
  details?: ErrorDetails
}

/**
 * Creates the only kind of error that reaches a client: before the first byte as
 * a JSON body, after it as an `error` frame. The library's codes have a status
 * and a message; for a code of your own, pass both.
 *
 * `expose` is always true: without it `@middy/http-error-handler` turns a 503
 * into an empty 500 and drops its headers.
 *
 * @param code snake_case, e.g. `invalid_token`
 * @throws TypeError if a code of your own comes without a status or a message
 *
 * @example
 * throw httpError('sold_out', {
 *   statusCode: 409,
 *   message: 'Nothing is left.',
 *   cause: { package: 'shop' },
 * })
 */
export function httpError(code: ErrorCode, options: HttpErrorOptions): HttpError
export function httpError(code: string, options: OwnErrorOptions): HttpError
export function httpError(
  code: string,
  options: HttpErrorOptions & { statusCode?: number },
): HttpError {
  const { cause, headers, details } = options
  const known = Object.hasOwn(errorCatalogue, code) ? errorCatalogue[code as ErrorCode] : undefined
  const statusCode = options.statusCode ?? known?.statusCode
  const message = options.message ?? known?.message
  if (statusCode === undefined || message === undefined) {
    // This is logged, so it omits the code: an untyped caller may have taken it from anywhere.
    throw usageError(
      'middy-chat/errors',
      'httpError needs a statusCode and a message for a code of your own',
    )
  }
  return Object.assign(createError(statusCode, message, { cause }), {
    code,
    expose: true as const,
    retryable: options.retryable ?? isRetryable(statusCode, code),
    cause,
    ...(headers && { headers }),
    ...(details && { details }),
  })
}

/**
 * Whether the error was made by `httpError`, also by another copy of it. Errors
 * of the AWS SDK 2 have the same fields except the package, and must not be shown.
 */
export const isHttpError = (error: unknown): error is HttpError =>
  error instanceof Error &&
  'statusCode' in error &&
  'code' in error &&
  'retryable' in error &&
  packageOf(error) !== undefined

/** A copy of the error with these headers instead of its own. The error may be thrown again elsewhere. */
export const withHeaders = (error: HttpError, headers: Record<string, string>): HttpError => {
  const { code, message, cause } = error
  return copyOriginal(httpError(code, { ...error, message, cause, headers }), error)
}

/**
 * Returns the error itself if it is ours. A foreign 4xx with `expose: true`, as
 * Middy and http-errors make them, keeps its status and its message. Anything
 * else becomes a 500 that reveals nothing. Its cause tells an operator the class
 * and the positions of the stack. The original message may contain anything and is
 * left out, except that of this library's `TypeError` for a wrong setup. Only the
 * headers that middlewares add to an error are kept, since a provider's error
 * carries all headers of its response.
 *
 * @param pkg the package to name if the error names none
 */
export const toHttpError = (error: unknown, pkg: string): HttpError => {
  if (isHttpError(error)) return error
  const given = headersOf(error)
  const facts = { package: packageOf(error) ?? pkg }
  if (isPublic(error)) {
    const reason = reasonOf(error.statusCode)
    return httpError(codeOf(reason), {
      statusCode: error.statusCode,
      message: error.message || reason,
      // The rest of the cause is dropped: Middy's JSON parser puts the whole body there.
      cause: facts,
      headers: given,
    })
  }
  const headers = given && pick(given, addedHeaders)
  const cause = { ...facts, ...originOf(error) }
  if (isOurMistake(error)) {
    return httpError('internal_error', { cause: { ...cause, why: error.message }, headers })
  }
  return rememberOriginal(httpError('internal_error', { cause, headers }), error)
}

/** Not all of `x-ratelimit-*`: providers say with such headers what this service may still send. */
const addedHeaders =
  /^(retry-after|ratelimit\b.*|x-ratelimit-(limit|remaining|window)|access-control-.*|vary)$/i

function packageOf(error: unknown): string | undefined {
  const cause = error instanceof Error ? error.cause : undefined
  return isObject(cause) && 'package' in cause ? String(cause.package) : undefined
}

function headersOf(error: unknown): Record<string, string> | undefined {
  if (!(error instanceof Error && 'headers' in error)) return undefined
  const entries = Object.entries({ ...(error.headers as Record<string, unknown>) })
  return Object.fromEntries(entries.filter((entry) => typeof entry[1] === 'string')) as Record<
    string,
    string
  >
}

function pick(headers: Record<string, string>, names: RegExp): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => names.test(name)))
}

/** A `TypeError` of this library: its message names the mistake and no part of a request. */
function isOurMistake(error: unknown): error is TypeError {
  return error instanceof TypeError && packageOf(error)?.startsWith('middy-chat/') === true
}

function isPublic(error: unknown): error is Error & { statusCode: number } {
  if (!(error instanceof Error)) return false
  const { expose, statusCode } = error as { expose?: unknown; statusCode?: unknown }
  const status = Number.isInteger(statusCode) ? Number(statusCode) : 0
  return expose === true && status >= 400 && status < 500
}

/** The standard reason phrase. An unknown status counts as a 400 (RFC 9110, 15). */
function reasonOf(statusCode: number): string {
  // Not imported: an import reads every export, and one of them loads all of `fetch`.
  const { STATUS_CODES } = process.getBuiltinModule('node:http')
  return STATUS_CODES[statusCode] ?? 'Bad Request'
}

/** `Not Found` → `not_found`, `I'm a Teapot` → `im_a_teapot`. */
function codeOf(reason: string): string {
  return reason.toLowerCase().replaceAll("'", '').replaceAll(' ', '_')
}
