import { randomUUID } from 'node:crypto'
import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import type { Context } from 'aws-lambda'
import type { Handler } from './awslambda.ts'
import { isPromise, streamingMarks } from './awslambda.ts'
import { readableSource } from './byte-source.ts'
import { functionArn } from './environment-variables.ts'
import type { Failure } from './function-error.ts'
import { FunctionError, timeoutFailure } from './function-error.ts'
import type { Invocation } from './invocation.ts'
import { bufferedInvocation, streamedInvocation } from './invocation.ts'
import { memoryMb } from './node-flags.ts'
import { responseStream } from './response-stream.ts'

/** The limits and the context of an invocation. */
export type InProcessOptions = {
  /** Overrides for the handler's context. */
  context?: Partial<Context>
  /** From the call to the deadline. @defaultValue 60_000 */
  timeoutMs?: number
  /** Unread bytes buffered before `write()` returns false. @defaultValue 65_536 */
  highWaterMark?: number
}

/** An answer whose status is known and whose body is still to come. */
export type InProcessResult = Invocation & {
  /** The rest of the body, as UTF-8. */
  text(): Promise<string>
  /** Destroys the handler's response stream, as a broken connection would. */
  destroy(error?: Error): void
  /** The handler's own promise. A rejection need not be handled. */
  done: Promise<void>
}

/**
 * Runs a handler in this process, for unit tests, and resolves as soon as status and headers are
 * known.
 *
 * As under Lambda's client, the response stream has real backpressure and is cut at the deadline,
 * only `write()` sends the prelude, and a handler that destroys the stream ends the invocation
 * (`Runtime.ExitError`), whatever it caught. Unlike there, the handler's own error is passed on,
 * not a `FunctionError`: it rejects this promise, or the body once a byte has been sent.
 *
 * @param handler made by `awslambda.streamifyResponse` (or Middy's streaming mode), or a plain one
 *   whose returned value is the response
 */
export const openInvocation = async (
  handler: unknown,
  event: unknown,
  options: InProcessOptions = {},
): Promise<InProcessResult> => {
  if (!isHandler(handler)) throw new TypeError('The handler is not a function')
  const { timeoutMs = 60_000, highWaterMark = 65_536 } = options
  const context = { ...defaultContext(timeoutMs), ...options.context }
  return streamingMarks(handler).streaming
    ? stream(handler, event, context, { timeoutMs, highWaterMark })
    : buffer(handler, event, context)
}

async function stream(
  handler: Handler,
  event: unknown,
  context: Pick<Context, 'awsRequestId'>,
  { timeoutMs, highWaterMark }: { timeoutMs: number; highWaterMark: number },
): Promise<InProcessResult> {
  const requestId = context.awsRequestId
  const pipe = new PassThrough({ highWaterMark })
  let contentType = 'application/octet-stream'
  let thrown: { error: Error } | undefined
  let cut: Failure = {
    errorType: 'Runtime.ExitError',
    message: 'The response stream was destroyed',
  }

  const expire = () => {
    cut = timeoutFailure(timeoutMs)
    pipe.destroy()
  }
  const timer = setTimeout(expire, timeoutMs)
  pipe.once('close', () => clearTimeout(timer))
  // The source reports errors to the reader.
  pipe.on('error', () => {})

  const source = readableSource(pipe, {
    contentType: () => contentType,
    failure: () => thrown?.error,
    cut: async (cause) => new FunctionError(cut, requestId, { cause }),
  })
  const response = responseStream(pipe, (type) => {
    contentType = type
  })
  const done = call(() => {
    const promise = handler(event, response, context)
    if (isPromise(promise)) return promise
    throw new Error('Streaming does not support non-async handlers.')
  })
  done.catch((error) => {
    thrown = { error }
    pipe.end()
  })

  const destroy = (error?: Error) => void pipe.destroy(error)
  return result(await streamedInvocation(source, requestId), done, destroy)
}

async function buffer(
  handler: Handler,
  event: unknown,
  context: Pick<Context, 'awsRequestId'>,
): Promise<InProcessResult> {
  const value = await handler(event, context)
  const json = JSON.stringify(value === undefined ? null : value)
  return result(bufferedInvocation(json, context.awsRequestId), Promise.resolve(), () => {})
}

async function call(handler: () => Promise<unknown>): Promise<void> {
  await handler()
}

function result(
  invocation: Invocation,
  done: Promise<void>,
  destroy: (error?: Error) => void,
): InProcessResult {
  return { ...invocation, done, destroy, text: () => text(invocation.body) }
}

function defaultContext(timeoutMs: number) {
  const deadlineMs = Date.now() + timeoutMs
  return {
    awsRequestId: randomUUID(),
    functionName: 'local',
    functionVersion: '$LATEST',
    memoryLimitInMB: String(memoryMb),
    invokedFunctionArn: functionArn('local'),
    logGroupName: '/aws/lambda/local',
    logStreamName: 'local',
    getRemainingTimeInMillis: () => deadlineMs - Date.now(),
  }
}

function isHandler(value: unknown): value is Handler {
  return typeof value === 'function'
}
