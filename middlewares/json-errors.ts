import type { MiddlewareObj, Request } from '@middy/core'
import httpErrorHandler from '@middy/http-error-handler'
import { type HttpError, toHttpError } from '../src/errors/http-error.ts'
import { callback, checkOptions, type OptionRules, withDefaults } from '../src/options.ts'

const pkg = 'middy-chat/json-errors'

/** What a client sees of an error. */
export type JsonErrorsOptions = {
  /** Shapes the JSON body of an error. @defaultValue `{ error: code, message, requestId }` */
  body?: (error: HttpError, requestId: string) => object
}

const defaults = {
  body: ({ code, message }, requestId) => ({ error: code, message, requestId }),
} satisfies JsonErrorsOptions

const rules: OptionRules<JsonErrorsOptions> = { body: callback }

/** @throws TypeError naming every option that is wrong or unknown */
export const jsonErrorsValidateOptions = (options: Record<string, unknown> = {}): void =>
  checkOptions(pkg, rules, defaults, options)

/**
 * Answers every error with JSON that is safe to show, and leaves
 * `request.error` as an HTTP error with a code for whoever logs it.
 *
 * **Reads** `request.error`: an error of `middy-chat` keeps its status, code, message and
 * headers. So does another's 4xx with `expose: true`, as `createError` of `@middy/util` makes
 * them; its code is that of its status, e.g. `not_found`. Any other becomes a 500
 * `internal_error`; of its headers `retry-after`, `ratelimit*`, `access-control-*` and `vary` stay.
 * **Writes** the response, with `content-type: application/json` and `cache-control: no-store`.
 * **Throws** nothing.
 * **Order** outermost but for `requestLog`, so that it sees the errors of all others.
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

  const jsonErrorsOnError = async (request: Request) => {
    if (request.response !== undefined) return
    const error = toHttpError(request.error, pkg)
    const { statusCode, headers } = error
    // The delegate takes the message as the body, and JSON for application/json.
    const message = JSON.stringify(body(error, request.context.awsRequestId))
    request.error = Object.assign(new Error(message), {
      statusCode,
      expose: true,
      headers: { 'cache-control': 'no-store', ...headers },
    })
    await handler.onError?.(request)
    request.error = error
  }

  return { onError: jsonErrorsOnError }
}
