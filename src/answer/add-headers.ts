import type { Request } from '@middy/core'
import { isHttpError, toHttpError, withHeaders } from '../errors/http-error.ts'
import { headerValues } from '../http-event.ts'
import { isRecord } from '../options.ts'
import { replaceHeaders } from '../response-headers.ts'
import { isStream } from './is-stream.ts'
import { findAnswer, type HttpResponse } from './request.ts'

type Headers = Record<string, string>

/** Lists, to which each middleware adds its own items (RFC 9651). */
const lists = new Set(['ratelimit', 'ratelimit-policy'])

/**
 * With it, `x-ratelimit-*` are about a request that was counted. They replace those of a limit closer
 * to the handler that the request did not reach: the headers of two limits must not mix.
 */
const countHeader = 'x-ratelimit-remaining'

/**
 * Adds headers to the response of a request, for an `after` hook: to an answer, a response object, a
 * string or a stream. A header that is there already comes from closer to the handler and stays.
 */
export const addHeaders = (
  request: Pick<Request, 'response'>,
  headers: Headers,
  pkg: string,
): void => {
  const response = responseOf(request.response, pkg)
  request.response = replaceHeaders(response, missing(response, headers))
}

/**
 * Adds headers to what a request fails with, for an `onError` hook: to its error, from which
 * `jsonErrors` and `@middy/http-error-handler` take them, or to a response that was made of it. Those
 * of a foreign error are replaced, since they may be a provider's.
 */
export const addErrorHeaders = (
  request: Pick<Request, 'response' | 'error'>,
  headers: Headers,
  pkg: string,
): void => {
  const error: unknown = request.error
  if (request.response !== undefined) {
    addHeaders(request, headers, pkg)
  } else if (isHttpError(error)) {
    const given = { headers: error.headers ?? {} }
    // A copy: the same error may be thrown for other requests.
    request.error = withHeaders(error, replaceHeaders(given, missing(given, headers)).headers)
  } else if (error instanceof Error && Reflect.set(error, 'headers', merged(request, headers))) {
    changed.set(request, error)
  } else {
    request.error = withHeaders(toHttpError(error, pkg), headers)
  }
}

/** The foreign error to which a request has added headers. The same error may be thrown for other requests. */
const changed = new WeakMap<object, Error>()

/** Those of the headers that are not there yet, and the lists with what is. */
function missing(present: HttpResponse | { headers: Headers }, headers: Headers): Headers {
  const valuesOf = (name: string) => headerValues({ headers: present.headers ?? {} }, name)
  const isCounted = valuesOf(countHeader).length > 0
  const isReplaced = !isCounted && countHeader in headers
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) => {
      const values = valuesOf(name)
      if (values.length === 0 || (isReplaced && isOfLimit(name))) return [[name, value]]
      return lists.has(name) ? [[name, [...values, value].join(', ')]] : []
    }),
  )
}

function isOfLimit(name: string): boolean {
  return name.startsWith('x-ratelimit-')
}

function merged(request: Pick<Request, 'error'>, headers: Headers): Headers {
  const { headers: found } = request.error as { headers?: unknown }
  const given = { headers: isRecord(found) ? (found as Headers) : {} }
  const isChanged = changed.get(request) === request.error
  return replaceHeaders(given, isChanged ? missing(given, headers) : headers).headers
}

/** A response object for whatever a handler returned, as API Gateway makes one in payload 2.0. */
function responseOf(response: unknown, pkg: string): HttpResponse {
  const found = findAnswer(response, pkg)
  if (found) return { ...found.response, body: found.answer }
  if (isStream(response) || typeof response === 'string') return { statusCode: 200, body: response }
  if (response === undefined) return { statusCode: 200, body: '' }
  if (isResponse(response)) return { ...response, statusCode: response.statusCode ?? 200 }
  const headers = { 'content-type': 'application/json' }
  return { statusCode: 200, headers, body: JSON.stringify(response) }
}

function isResponse(response: unknown): response is Partial<HttpResponse> {
  return (
    isRecord(response) &&
    ['statusCode', 'headers', 'body'].some((field) => response[field] !== undefined)
  )
}
