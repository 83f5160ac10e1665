import type { Request } from '@middy/core'
import { executionModeStreamifyResponse } from '@middy/core/StreamifyResponse'
import { noteStreaming } from './mode.ts'

/** An execution mode as Middy calls it; its types say less. */
type ExecutionMode = (core: Core, ...rest: unknown[]) => unknown
type Core = { middyRequest(event: unknown, context: unknown): Request }

const streamify = executionModeStreamifyResponse as ExecutionMode

const streamAndNote: ExecutionMode = (core, ...rest) => {
  const middyRequest: Core['middyRequest'] = (event, context) => {
    const request = core.middyRequest(event, context)
    noteStreaming(request)
    return request
  }
  return streamify({ ...core, middyRequest }, ...rest)
}

/** Middy's streaming mode, which notes of each request that it is streamed. */
export const streamingMode = streamAndNote as typeof executionModeStreamifyResponse
