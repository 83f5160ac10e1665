import { basename, dirname, extname } from 'node:path'
import { memoryMb } from './node-flags.ts'

const ACCOUNT_ID = '123456789012'
const DEFAULT_REGION = 'us-east-1'

export const functionArn = (functionName: string, region = DEFAULT_REGION): string =>
  `arn:aws:lambda:${region}:${ACCOUNT_ID}:function:${functionName}`

/** A handler's name in Lambda's notation: `index.handler`. */
export const handlerName = (modulePath: string, exportName: string): string =>
  `${basename(modulePath, extname(modulePath))}.${exportName}`

/**
 * The complete environment of a function's process: Lambda's variables and those of the function's
 * configuration. As in Lambda, the configuration can override the region, the time zone and the setting
 * of X-Ray, and none of the others.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime
 */
export const environmentVariables = (
  options: {
    modulePath: string
    exportName: string
    functionName: string
    env: Record<string, string>
  },
  runtimeApi: string,
): Record<string, string> => {
  const { modulePath, exportName, functionName, env } = options
  const region = env.AWS_REGION ?? DEFAULT_REGION
  return {
    PATH: process.env.PATH ?? '',
    TZ: ':UTC',
    // There is no X-Ray here: its SDK would print a stack for each request at start-up.
    AWS_XRAY_CONTEXT_MISSING: 'IGNORE_ERROR',
    ...env,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    AWS_LAMBDA_FUNCTION_NAME: functionName,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memoryMb),
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${functionName}`,
    AWS_LAMBDA_LOG_STREAM_NAME: 'local',
    AWS_LAMBDA_RUNTIME_API: runtimeApi,
    LAMBDA_TASK_ROOT: dirname(modulePath),
    _HANDLER: handlerName(modulePath, exportName),
  }
}
