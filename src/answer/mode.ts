import type { Request } from '@middy/core'

/** Requests to a stack in streaming mode, and their contexts. */
const streamed = new WeakSet<object>()

type ModeRequest = Pick<Request, 'context'>

/** Notes that the stack of this request streams its response: Middy does not tell its middlewares. */
export const noteStreaming = (request: ModeRequest): void => {
  streamed.add(request).add(request.context)
}

/** Whether the stack of this request is in streaming mode itself. */
export const isStreaming = (request: ModeRequest): boolean => streamed.has(request)

/**
 * Whether the response of this request can be streamed: by its own stack, or by the one around a
 * router, which passes its context to the stacks of its routes.
 */
export const canStream = ({ context }: ModeRequest): boolean => streamed.has(context)
