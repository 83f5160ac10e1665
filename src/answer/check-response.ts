import type { Request } from '@middy/core'
import { usageError } from '../errors/usage-error.ts'
import { isStream } from './is-stream.ts'
import { isStreaming } from './mode.ts'
import { findAnswer, isOpen } from './request.ts'

type ResponseRequest = Pick<Request, 'context' | 'response'>

/**
 * Refuses an answer that no middleware will write: Lambda would send it as `{}`, with status 200.
 *
 * @throws TypeError
 */
export const refuseUnwritten = ({ context, response }: ResponseRequest, pkg: string): void => {
  if (isOpen(context) || !findAnswer(response, pkg)) return
  throw usageError(
    pkg,
    'The handler returned an answer that nothing writes: use eventStream or jsonAnswer before it',
  )
}

/**
 * Refuses a response that Middy's streaming mode cannot write. For after all other middlewares,
 * since one of them may still serialise it.
 *
 * @throws TypeError
 */
export const refuseUnstreamable = (request: ResponseRequest, pkg: string): void => {
  const { response } = request
  const body = (response?.statusCode ? response.body : response) ?? ''
  if (!isStreaming(request) || typeof body === 'string' || isStream(body)) return
  throw usageError(
    pkg,
    'In streaming mode the body of a response is a string, a stream or an answer: use JSON.stringify',
  )
}
