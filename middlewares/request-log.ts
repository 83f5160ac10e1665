import { finished } from 'node:stream'
import { Logger } from '@aws-lambda-powertools/logger'
import type { MiddlewareObj, Request } from '@middy/core'
import type { Context } from 'aws-lambda'
import { refuseUnstreamable, refuseUnwritten } from '../src/answer/check-response.ts'
import { isStream } from '../src/answer/is-stream.ts'
import type { ModelCalls } from '../src/answer/model-calls.ts'
import { type AnswerInternal, sharedKey } from '../src/answer/request.ts'
import { type HttpError, httpError, toHttpError } from '../src/errors/http-error.ts'
import { logFacts } from '../src/errors/log-facts.ts'
import { checkOptions, type OptionRules, optional } from '../src/options.ts'
import { collectWarnings } from '../src/warnings.ts'

const pkg = 'middy-chat/request-log'

/** The logger of the lines. */
export type RequestLogOptions = {
  /** Writes the lines. @defaultValue a Powertools Logger, which reads `POWERTOOLS_*` from the environment */
  logger?: Pick<Logger, 'addContext' | 'info' | 'warn' | 'error'>
}

const rules: OptionRules<RequestLogOptions> = {
  logger: optional(['one with addContext, info, warn and error', isLogger]),
}

/** @throws TypeError naming every option that is wrong or unknown */
export const requestLogValidateOptions = (options: Record<string, unknown> = {}): void =>
  checkOptions(pkg, rules, {}, options)

type LogRequest = Request<unknown, unknown, Error, Context, AnswerInternal>

/**
 * Logs one line per request, when its body ends: status, milliseconds to the
 * first byte (of streams only an answer's) and in total, chunks, finish reason,
 * the model that answered, the number of model calls, whether a fallback
 * answered, an error's code and cause, and those of failures in spite of which the request went on
 * (`warnings`). Never a token, a key, a prompt or a
 * body. With `NODE_ENV` `development` or `test`, and at log level DEBUG, also the
 * message of an error that is not this library's, whatever it contains.
 *
 * **Reads** the response, and the record that `eventStream` and `jsonAnswer` keep of an answer.
 * **Writes** the Lambda context (request id, cold start, …) into the logger; for `jsonErrors`, that
 * the request is logged.
 * **Throws** a `TypeError`, which it logs, for an answer that no middleware writes, or in streaming
 * mode for a body that cannot be streamed.
 * **Order** first, so that it sees what the client gets.
 *
 * @example
 * export const handler = middy()
 *   .use(requestLog({ logger: new Logger({ serviceName: 'export' }) }))
 *   .handler(() => 'done')
 */
export const requestLog = (
  options: RequestLogOptions = {},
): MiddlewareObj<unknown, unknown, Error, Context, AnswerInternal> => {
  requestLogValidateOptions(options)
  const { logger = new Logger() } = options
  const isTold = coldStartsOf(logger)
  /** In ms of `performance.now()`. */
  const startedAt = new WeakMap<object, number>()
  const warningsOf = new WeakMap<object, readonly object[]>()

  const write = (
    request: LogRequest,
    statusCode: number,
    firstByteAt: number | undefined,
    failure?: HttpError,
  ) => {
    const { chunks, finishReason, calls, error = failure } = recordOf(request) ?? {}
    const warnings = warningsOf.get(request) ?? []
    const sinceStart = (at: number) => Math.round(at - (startedAt.get(request) ?? at))
    const line = {
      statusCode,
      ...(firstByteAt !== undefined && { firstByteMs: sinceStart(firstByteAt) }),
      totalMs: sinceStart(performance.now()),
      ...(chunks !== undefined && { chunks }),
      ...(finishReason && { finishReason }),
      ...(calls && modelFacts(calls)),
      ...(error && { error: logFacts(error) }),
      ...(warnings.length > 0 && { warnings }),
    }
    logger[levelOf(error?.statusCode ?? statusCode, warnings.length > 0)]('request', line)
  }

  const requestLogBefore = (request: LogRequest) => {
    startedAt.set(request, performance.now())
    warningsOf.set(request, collectWarnings(request.context))
    request.internal[sharedKey] = { ...request.internal[sharedKey], isLogged: true }
    if (!isTold()) logger.addContext(request.context)
  }

  const requestLogAfter = (request: LogRequest) => {
    refuseUnwritten(request, pkg)
    refuseUnstreamable(request, pkg)
    const { statusCode = 200, body } = asResponse(request.response)
    if (!isStream(body)) return write(request, statusCode, performance.now())
    finished(body, (error) => {
      const record = recordOf(request)
      const failure = error ? brokenOff(error, record !== undefined) : undefined
      write(request, statusCode, record?.firstByteAt, failure)
    })
  }

  const requestLogOnError = (request: LogRequest) => {
    const { statusCode = 500 } = asResponse(request.response)
    write(request, statusCode, performance.now(), toHttpError(request.error, pkg))
  }

  return { before: requestLogBefore, after: requestLogAfter, onError: requestLogOnError }
}

function recordOf({ internal }: LogRequest) {
  return internal[sharedKey]?.record
}

/**
 * Powertools' Logger calls a cold start what adds its first context. If `injectLambdaContext` of the
 * same logger comes first, it has added the first request's, and a second one would not be cold.
 *
 * @returns whether the context of this request has been added: call it once for each request
 */
function coldStartsOf(logger: object): () => boolean {
  const isCold = () => 'coldStart' in logger && logger.coldStart === true
  let wasCold = isCold()
  return () => {
    const isTold = wasCold && !isCold()
    wasCold = false
    return isTold
  }
}

function isLogger(logger: unknown): boolean {
  const methods = logger as Record<string, unknown> | null
  return ['addContext', 'info', 'warn', 'error'].every(
    (name) => typeof methods?.[name] === 'function',
  )
}

function asResponse(response: unknown): { statusCode?: number; body?: unknown } {
  return isStream(response) ? { body: response } : (response ?? {})
}

/** Why a body broke off. The body of an answer never fails by itself, so it was closed from outside. */
function brokenOff(error: NodeJS.ErrnoException, isAnswer: boolean): HttpError {
  if (!isAnswer && error.code !== 'ERR_STREAM_PREMATURE_CLOSE') return toHttpError(error, pkg)
  return httpError('closed', { cause: { package: pkg } })
}

/** Empty for an answer that came from none of this library's models. */
function modelFacts({ model, count, fallback }: ModelCalls) {
  return model === undefined ? {} : { model, modelCalls: count, ...(fallback && { fallback }) }
}

function levelOf(statusCode: number, hasWarnings: boolean): 'info' | 'warn' | 'error' {
  if (statusCode >= 500) return 'error'
  return statusCode >= 400 || hasWarnings ? 'warn' : 'info'
}
