import { finished, type Readable } from 'node:stream'
import { Logger } from '@aws-lambda-powertools/logger'
import type { MiddlewareObj, Request } from '@middy/core'
import type { Context } from 'aws-lambda'
import type { ModelCalls } from '../src/answer/model-calls.ts'
import type { AnswerRecordInternal } from '../src/answer/record.ts'
import { type HttpError, httpError, toHttpError } from '../src/errors/http-error.ts'
import { checkOptions, type OptionRules, optional } from '../src/options.ts'

const pkg = 'middy-chat/request-log'

/** Who writes the lines. */
export type RequestLogOptions = {
  /** Where the lines go. @defaultValue a Powertools Logger, which reads `POWERTOOLS_*` from the environment */
  logger?: Pick<Logger, 'addContext' | 'info' | 'warn' | 'error'>
}

const rules: OptionRules<RequestLogOptions> = {
  logger: optional(['one with addContext, info, warn and error', isLogger]),
}

/** @throws TypeError naming every option that is wrong or unknown */
export const requestLogValidateOptions = (options: Record<string, unknown> = {}): void =>
  checkOptions(pkg, rules, {}, options)

type Internal = AnswerRecordInternal & { requestLogStartedAt?: number }
type LogRequest = Request<unknown, unknown, Error, Context, Internal>

/**
 * Logs one line per request, at the end of its body: status, milliseconds to
 * the first byte (of a stream: an answer's only) and in all, chunks, finish
 * reason, the model that answered, how often models were asked, whether a
 * fallback was, and of an error its code and cause. Never a token, a key, a
 * prompt or a body.
 *
 * **Reads** the response; `request.internal.answerRecord`, which `eventStream` and `jsonAnswer` keep.
 * **Writes** the Lambda context (request id, cold start, …) into the logger.
 * **Throws** nothing.
 * **Order** outermost: it then sees what the client gets.
 *
 * @example
 * export const handler = middy()
 *   .use(requestLog({ logger: new Logger({ serviceName: 'export' }) }))
 *   .handler(() => 'done')
 */
export const requestLog = (
  options: RequestLogOptions = {},
): MiddlewareObj<unknown, unknown, Error, Context, Internal> => {
  requestLogValidateOptions(options)
  const { logger = new Logger() } = options

  const write = (
    { internal: { answerRecord, requestLogStartedAt } }: LogRequest,
    statusCode: number,
    firstByteAt: number | undefined,
    failure?: HttpError,
  ) => {
    const { chunks, finishReason, calls, error = failure } = answerRecord ?? {}
    const sinceStart = (at: number) => Math.round(at - (requestLogStartedAt ?? at))
    const line = {
      statusCode,
      ...(firstByteAt !== undefined && { firstByteMs: sinceStart(firstByteAt) }),
      totalMs: sinceStart(performance.now()),
      ...(chunks !== undefined && { chunks }),
      ...(finishReason && { finishReason }),
      ...(calls && modelFacts(calls)),
      ...(error && { error: factsOf(error) }),
    }
    logger[levelOf(error?.statusCode ?? statusCode)]('request', line)
  }

  const requestLogBefore = (request: LogRequest) => {
    request.internal.requestLogStartedAt = performance.now()
    logger.addContext(request.context)
  }

  const requestLogAfter = (request: LogRequest) => {
    const { statusCode = 200, body } = asResponse(request.response)
    if (!isStream(body)) return write(request, statusCode, performance.now())
    finished(body, (error) => {
      const { answerRecord } = request.internal
      const failure = error ? brokenOff(error, answerRecord !== undefined) : undefined
      write(request, statusCode, answerRecord?.firstByteAt, failure)
    })
  }

  const requestLogOnError = (request: LogRequest) => {
    const { statusCode = 500 } = asResponse(request.response)
    write(request, statusCode, performance.now(), toHttpError(request.error, pkg))
  }

  return { before: requestLogBefore, after: requestLogAfter, onError: requestLogOnError }
}

function isLogger(logger: unknown): boolean {
  const methods = logger as Record<string, unknown> | null
  return ['addContext', 'info', 'warn', 'error'].every(
    (name) => typeof methods?.[name] === 'function',
  )
}

function asResponse(response: unknown): { statusCode?: number; body?: unknown } {
  if (isStream(response) || typeof response !== 'object') return { body: response }
  return response ?? {}
}

function isStream(value: unknown): value is Readable {
  if (typeof value !== 'object' || value === null) return false
  return ('pipe' in value && typeof value.pipe === 'function') || value instanceof ReadableStream
}

/** Why a body broke off. An answer's never does so by itself: it was closed from outside. */
function brokenOff(error: NodeJS.ErrnoException, isAnswer: boolean): HttpError {
  if (!isAnswer && error.code !== 'ERR_STREAM_PREMATURE_CLOSE') return toHttpError(error, pkg)
  return httpError(499, 'closed', 'The response was closed before its end.', {
    cause: { package: pkg },
  })
}

/** Nothing of an answer that no model of this library gave. */
function modelFacts({ model, count, fallback }: ModelCalls) {
  return model === undefined ? {} : { model, modelCalls: count, ...(fallback && { fallback }) }
}

function factsOf({ code, statusCode, cause }: HttpError) {
  return { code, statusCode, ...cause }
}

function levelOf(statusCode: number): 'info' | 'warn' | 'error' {
  if (statusCode >= 500) return 'error'
  return statusCode >= 400 ? 'warn' : 'info'
}
