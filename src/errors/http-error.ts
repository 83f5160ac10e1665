import { createError } from '@middy/util'
import { type ErrorCode, errorCatalogue, isRetryable } from '../../contract/error-catalogue.ts'

export type { ErrorCode }

/** What is particular to this error, whatever its code. */
export type HttpErrorOptions = {
  /** Where it comes from, and facts that are safe to log. Never the original error: its message may hold a key or a body. */
  cause: ErrorCause
  /** Safe to show: no token, key, prompt or body. @defaultValue the library's own message for its code */
  message?: string | undefined
  /** Headers of the refused response, e.g. `{ 'retry-after': '37' }`. */
  headers?: Record<string, string> | undefined
  /** Whether the same request may succeed later. @defaultValue true for 408, 429, 502, 503 and 504, but for a few codes of the library that are final */
  retryable?: boolean
}

/** An error with a code of one's own: only the caller knows its status and what to say. */
export type OwnErrorOptions = HttpErrorOptions & {
  /** HTTP status, 400 to 599. */
  statusCode: number
  message: string
}

/** `package` names the middleware or model, e.g. `middy-chat/cognito-auth`; everything here is logged. */
export type ErrorCause = { package: string; [fact: string]: string | number | boolean }

/** An error that the client may see: status, code and message are safe to show. */
export type HttpError = Error & {
  statusCode: number
  /** In snake_case, stable: clients decide by it. */
  code: string
  expose: true
  /** Whether the same request may succeed later. */
  retryable: boolean
  cause: ErrorCause
  headers?: Record<string, string>
}

/**
 * Makes the one kind of error that reaches a client: before the first byte as
 * a JSON body, after it as an `error` frame. A code of the library has its status
 * and its message; with a code of your own, pass both.
 *
 * `expose` is always true, for without it `@middy/http-error-handler` turns a
 * 503 into an empty 500 and drops its headers.
 *
 * @param code snake_case, e.g. `invalid_token`
 * @throws TypeError when a code that is not the library's comes without a status or a message
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
  const { cause, headers } = options
  const known = Object.hasOwn(errorCatalogue, code) ? errorCatalogue[code as ErrorCode] : undefined
  const statusCode = options.statusCode ?? known?.statusCode
  const message = options.message ?? known?.message
  if (statusCode === undefined || message === undefined) {
    // Not the code itself, which a caller without types may have taken from anywhere: this is logged.
    throw new TypeError('httpError needs a statusCode and a message for a code of your own', {
      cause: { package: 'middy-chat/errors' },
    })
  }
  return Object.assign(createError(statusCode, message, { cause }), {
    code,
    expose: true as const,
    retryable: options.retryable ?? isRetryable(statusCode, code),
    cause,
    ...(headers && { headers }),
  })
}

/**
 * Whether the error was made by `httpError`, also by another copy of it. Errors
 * of the AWS SDK 2 have the same fields but for the package: none of them may be shown.
 */
export const isHttpError = (error: unknown): error is HttpError =>
  error instanceof Error &&
  'statusCode' in error &&
  'code' in error &&
  'retryable' in error &&
  packageOf(error) !== undefined

/**
 * The error itself if it is ours. Another's 4xx that says `expose: true`, as
 * those of Middy and of http-errors do, keeps its status and its message.
 * Anything else becomes a 500 that tells nothing of it: what an operator needs
 * to find it (its class, the line that threw it) goes into the cause; its
 * message, which may hold anything, is dropped, unless it is a `TypeError` of
 * this library about how its parts are put together. Of its headers those are kept
 * that a middleware adds to an error: a provider's error has all of its response's.
 *
 * @param pkg the package that is named when the error names none
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
      // Nothing more of its cause: Middy's parser of JSON puts the whole body there.
      cause: facts,
      headers: given,
    })
  }
  const headers = given && pick(given, /^(retry-after|ratelimit\b.*|access-control-.*|vary)$/i)
  return httpError('internal_error', {
    cause: { ...facts, ...originOf(error), ...(isOurMistake(error) && { why: error.message }) },
    headers,
  })
}

function packageOf(error: unknown): string | undefined {
  const cause = error instanceof Error ? error.cause : undefined
  return typeof cause === 'object' && cause !== null && 'package' in cause
    ? String(cause.package)
    : undefined
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

function originOf(error: unknown): Record<string, string> {
  if (!(error instanceof Error)) return { error: typeof error }
  // A line of the stack ends with its position: the message stands above, and may say anything.
  const at = /^ +at (.*:\d+:\d+\)?)$/m.exec(
    String(error.stack ?? '').replace(error.message, ''),
  )?.[1]
  return { error: error.name, ...(at !== undefined && { at }) }
}

/** A `TypeError` of this library: its message names the mistake, and nothing of a request. */
function isOurMistake(error: unknown): error is TypeError {
  return error instanceof TypeError && /^middy-chat\//.test(packageOf(error) ?? '')
}

function isPublic(error: unknown): error is Error & { statusCode: number } {
  return (
    error instanceof Error &&
    'expose' in error &&
    error.expose === true &&
    'statusCode' in error &&
    Number.isInteger(error.statusCode) &&
    Number(error.statusCode) >= 400 &&
    Number(error.statusCode) < 500
  )
}

/** The standard's phrase. A status without one counts as a 400 (RFC 9110, 15). */
function reasonOf(statusCode: number): string {
  // Not imported: an import reads every export, and one of them loads all of `fetch`.
  const { STATUS_CODES } = process.getBuiltinModule('node:http')
  return STATUS_CODES[statusCode] ?? 'Bad Request'
}

/** `Not Found` → `not_found`. */
function codeOf(reason: string): string {
  return reason
    .toLowerCase()
    .replaceAll("'", '')
    .replaceAll(/[^a-z]+/g, '_')
}
