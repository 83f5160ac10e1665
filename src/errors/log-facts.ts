import type { HttpError } from './http-error.ts'
import { originalMessage } from './origin.ts'

const maxMessageLength = 1_000

/**
 * What is logged of an error: its code, status and cause. In development, in tests and at log level
 * DEBUG also the message of the foreign error that it was made of.
 */
export const logFacts = (error: HttpError): object => {
  const { code, statusCode, cause } = error
  const message = showsMessages(process.env) ? originalMessage(error) : undefined
  return {
    code,
    statusCode,
    ...cause,
    ...(message !== undefined && { message: message.slice(0, maxMessageLength) }),
  }
}

function showsMessages(environment: NodeJS.ProcessEnv): boolean {
  const { NODE_ENV, AWS_LAMBDA_LOG_LEVEL, POWERTOOLS_LOG_LEVEL } = environment
  return (
    NODE_ENV === 'development' ||
    NODE_ENV === 'test' ||
    [AWS_LAMBDA_LOG_LEVEL, POWERTOOLS_LOG_LEVEL].some((level) =>
      /^(debug|trace)$/i.test(String(level)),
    )
  )
}
