import type { Request } from '@middy/core'
import type { HttpError } from '../errors/http-error.ts'
import { logFacts } from '../errors/log-facts.ts'
import { type AnswerInternal, sharedKey } from './request.ts'

/**
 * Logs an error that the client sees as a 500, unless `requestLog` does: otherwise nobody would know
 * of it. The line is JSON, in the form of Lambda's own.
 */
export const logCrash = (
  { context, internal }: Pick<Request, 'context'> & { internal: AnswerInternal },
  error: HttpError,
): void => {
  if (error.statusCode !== 500 || internal[sharedKey]?.isLogged) return
  const { awsRequestId: requestId } = context
  const line = { level: 'ERROR', message: 'request failed', requestId, error: logFacts(error) }
  console.error(JSON.stringify(line))
}
