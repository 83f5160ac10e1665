import type { MiddlewareObj } from '@middy/core'
import { httpError } from '../../src/errors/http-error.ts'
import type { HttpEvent } from '../../src/http-event.ts'

const pkg = 'public-chat'

/** The request line, in payload format 2.0 and 1.0. */
type RoutedEvent = HttpEvent & {
  requestContext?: { http?: { method?: string } }
  rawPath?: string
  httpMethod?: string
  path?: string
}

/**
 * Refuses all but `POST` to a path that ends in `/chat`: before it there may be the stage of an API,
 * or what a distribution routes by. An event without a request line, such as a test event that has
 * only a body and headers, is accepted.
 */
export const onlyChat = (): MiddlewareObj<RoutedEvent> => ({
  before: ({ event }) => {
    const path = event.rawPath ?? event.path
    const method = event.requestContext?.http?.method ?? event.httpMethod
    if (path !== undefined && !path.endsWith('/chat')) {
      throw httpError('not_found', {
        statusCode: 404,
        message: 'There is nothing at this path.',
        cause: { package: pkg },
      })
    }
    if (method !== undefined && method !== 'POST') {
      throw httpError('method_not_allowed', {
        statusCode: 405,
        message: 'Use POST.',
        headers: { allow: 'POST' },
        cause: { package: pkg },
      })
    }
  },
})
