import type { MiddlewareObj, Request } from '@middy/core'
import httpErrorHandler from '@middy/http-error-handler'
import { refuseUnwritten } from '../src/answer/check-response.ts'
import { logCrash } from '../src/answer/log-crash.ts'
import { type HttpError, toHttpError } from '../src/errors/http-error.ts'
import { callback, checkOptions, type OptionRules, withDefaults } from '../src/options.ts'
import { replaceHeaders } from '../src/response-headers.ts'

const pkg = 'middy-chat/json-errors'

/** The shape of an error response. */
export type JsonErrorsOptions = {
  /** Shapes the JSON body from the error and the request id. @defaultValue `{ error: code, message, requestId }`, after the error's `details` */
  body?: (error: HttpError, requestId: string) => object
}

const defaults = {
  body: ({ code, message, details }, requestId) => ({
    ...details,
    error: code,
    message,
    requestId,
  }),
} satisfies JsonErrorsOptions

const rules: OptionRules<JsonErrorsOptions> = { body: callback }

/** @throws TypeError naming every option that is wrong or unknown */
export const jsonErrorsValidateOptions = (options: Record<string, unknown> = {}): void =>
  checkOptions(pkg, rules, defaults, options)

/**
 * Turns every error into a JSON response that is safe to show, and sets
 * `request.error` to an HTTP error with a code, for logging. Without `requestLog`
 * it logs every 500 itself, as a line of JSON on stderr.
 *
 * **Reads** `request.error`: an error of `middy-chat` keeps its status, code, message and
 * headers. So does a foreign 4xx with `expose: true`, such as those of `createError` of
 * `@middy/util`; its code is its status in words, e.g. `not_found`. Any other becomes a 500
 * `internal_error`; it keeps the headers `retry-after`, `ratelimit*`, those of `rateLimit`,
 * `access-control-*` and `vary`.
 * **Writes** the response, with `content-type: application/json` and `cache-control: no-store`.
 * **Throws** a `TypeError` for an answer that no middleware writes, and turns it into a 500 as well.
 * **Order** after `requestLog` and before everything else, so that it sees all errors.
 *
 * @example
 * export const handler = middy()
 *   .use(jsonErrors({ body: ({ message }) => ({ error: message }) }))
 *   .use(cognitoAuth({ userPoolId, clientId }))
 *   .handler(() => ({ statusCode: 204 }))
 */
export const jsonErrors = (options: JsonErrorsOptions = {}): MiddlewareObj => {
  jsonErrorsValidateOptions(options)
  const { body } = withDefaults(defaults, options)
  const handler = httpErrorHandler({ logger: false })

  const jsonErrorsAfter = (request: Request) => refuseUnwritten(request, pkg)

  const jsonErrorsOnError = async (request: Request) => {
    if (request.response !== undefined) return
    const error = toHttpError(request.error, pkg)
    logCrash(request, error)
    // @middy/http-error-handler uses the message as the body, and application/json if it is JSON.
    const message = JSON.stringify(body(error, request.context.awsRequestId))
    request.error = Object.assign(new Error(message), {
      statusCode: error.statusCode,
      expose: true,
      headers: headersOf(error),
    })
    await handler.onError?.(request)
    request.error = error
  }

  return { after: jsonErrorsAfter, onError: jsonErrorsOnError }
}

/** An error may set its own `cache-control`, but the body is always JSON. */
function headersOf({ headers = {} }: HttpError): Record<string, string> {
  const uncached = { headers: { 'cache-control': 'no-store' } }
  // In the spelling of @middy/http-error-handler, which sets it too.
  const json = { 'Content-Type': 'application/json' }
  return replaceHeaders(replaceHeaders(uncached, headers), json).headers
}
