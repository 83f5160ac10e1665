/**
 * The process of one execution environment: `node client.ts /abs/path/index.mjs handler`.
 *
 * Behaves as AWS's own client does (aws-lambda-ric 4.0.2), exit codes included, and also prints why
 * a response lost its body. It talks to the Runtime API at `AWS_LAMBDA_RUNTIME_API` and ends when
 * that goes away.
 */
import { flushCompileCache } from 'node:module'
import type { Handler } from './awslambda.ts'
import { installAwslambda, isPromise } from './awslambda.ts'
import type { ClientConnection } from './client-connection.ts'
import { connect } from './client-connection.ts'
import { logError } from './error-format.ts'
import type { LoadedHandler } from './handler-module.ts'
import { loadHandler } from './handler-module.ts'
import type { InvocationContext } from './invocation-context.ts'
import { invocationContext } from './invocation-context.ts'
import { lostBody } from './lost-body.ts'

const PARENT_CHECK_MS = 1_000

// Not awaited at the top level: there a handler that waits for nothing would end the process with
// code 13, but with 0 in Lambda. A rejection ends it with 1 in both.
void main()

async function main(): Promise<void> {
  exitWithParent()
  installAwslambda()
  const [modulePath = '', exportName = 'handler'] = process.argv.slice(2)
  const connection = connect(process.env.AWS_LAMBDA_RUNTIME_API ?? '')
  const loaded = await load(connection, modulePath, exportName)
  // Only if `compileCacheFlags` enabled it. At its end the process is killed, and would write nothing.
  flushCompileCache()
  while (true) {
    const { event, headers } = await connection.next()
    const context = invocationContext(headers)
    if (loaded.streaming) await serveStreaming(connection, loaded, event, context)
    else await serveBuffered(connection, loaded.handler, event, context)
  }
}

async function load(
  connection: ClientConnection,
  modulePath: string,
  exportName: string,
): Promise<LoadedHandler> {
  try {
    return await loadHandler(modulePath, exportName)
  } catch (error) {
    logError('Init Error', error)
    await connection.failInit(error)
    throw error
  }
}

async function serveBuffered(
  connection: ClientConnection,
  handler: Handler,
  event: unknown,
  context: InvocationContext,
): Promise<void> {
  try {
    const value = await handler(event, context)
    const fault = lostBody(value)
    if (fault) console.error(fault)
    await nextTurn()
    await connection.respond(context.awsRequestId, value)
  } catch (error) {
    await nextTurn()
    logError('Invoke Error', error)
    await connection.fail(context.awsRequestId, error)
  }
}

async function serveStreaming(
  connection: ClientConnection,
  { handler, highWaterMark }: LoadedHandler,
  event: unknown,
  context: InvocationContext,
): Promise<void> {
  const response = connection.stream(context.awsRequestId, highWaterMark)
  try {
    const promise = handler(event, response.stream, context)
    if (!isPromise(promise)) throw new Error('Streaming does not support non-async handlers.')
    const value = await promise
    if (value !== undefined) console.warn('Streaming handlers ignore return values.')
    // A handler that returned without ending its stream waits here until its deadline.
    await response.taken
    if (!response.stream.writableFinished) throw new Error('Response stream is not finished.')
  } catch (error) {
    await nextTurn()
    logError('Invoke Error', error)
    // Not awaited, as in Lambda's client: it may never settle if the stream is already destroyed.
    void response.fail(error)
  }
}

/** First lets pending work of the handler run (especially a rejection), as Lambda's client does. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

/** A hanging handler does not notice a missing Runtime API, so the parent PID is checked too. */
function exitWithParent(): void {
  const parent = process.ppid
  const check = () => process.ppid !== parent && process.exit(1)
  setInterval(check, PARENT_CHECK_MS).unref()
}
