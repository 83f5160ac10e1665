import type { MiddlewareObj } from '@middy/core'
import type { HttpEvent } from '../../src/http-event.ts'
import { methodNotAllowed, notFound } from '../shared/refusals.ts'

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
      throw notFound(pkg)
    }
    if (method !== undefined && method !== 'POST') {
      throw methodNotAllowed(pkg, 'POST')
    }
  },
})
