import type { IncomingHttpHeaders } from 'node:http'

/** The context of Lambda's runtime client 4: no `callbackWaitsForEmptyEventLoop`, no callbacks. */
export type InvocationContext = {
  awsRequestId: string
  invokedFunctionArn: string
  functionName: string | undefined
  functionVersion: string | undefined
  memoryLimitInMB: string | undefined
  logGroupName: string | undefined
  logStreamName: string | undefined
  clientContext: unknown
  identity: unknown
  tenantId: string | undefined
  xRayTraceId: string | undefined
  /** Milliseconds until the deadline. Needs no `this`: Middy calls it unbound. */
  getRemainingTimeInMillis: () => number
}

/**
 * The context of the invocation that these Runtime API headers describe. Sets `_X_AMZN_TRACE_ID`
 * to its trace, where the AWS SDK looks for it.
 *
 * @throws Error when the deadline is not a number
 */
export const invocationContext = (headers: IncomingHttpHeaders): InvocationContext => {
  const read = (name: string): string | undefined => {
    const value = headers[`lambda-runtime-${name}`]
    return typeof value === 'string' ? value : undefined
  }
  const deadlineMs = Number.parseInt(read('deadline-ms') ?? '', 10)
  if (Number.isNaN(deadlineMs)) throw new Error('Invalid deadline timestamp')

  const xRayTraceId = read('trace-id')
  if (xRayTraceId) process.env._X_AMZN_TRACE_ID = xRayTraceId
  else delete process.env._X_AMZN_TRACE_ID

  return {
    awsRequestId: read('aws-request-id') ?? '',
    invokedFunctionArn: read('invoked-function-arn') ?? '',
    functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: process.env.AWS_LAMBDA_FUNCTION_VERSION,
    memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: process.env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: process.env.AWS_LAMBDA_LOG_STREAM_NAME,
    clientContext: parseJson(read('client-context')),
    identity: parseJson(read('cognito-identity')),
    tenantId: read('aws-tenant-id'),
    xRayTraceId,
    getRemainingTimeInMillis: () => deadlineMs - Date.now(),
  }
}

function parseJson(json: string | undefined): unknown {
  return json ? JSON.parse(json) : undefined
}
