import middy from '@middy/core'
import { jsonBody } from '../../middlewares/json-body.ts'
import type { HandlerResponse, HandlerResult } from '../../src/answer/answer.ts'
import type { AnswerContext } from '../../src/answer/request.ts'
import { chatNotFound } from '../../src/chat-store/errors.ts'
import type { ChatStore } from '../../src/chat-store/store.ts'
import type { HttpEvent } from '../../src/http-event.ts'
import { json } from '../shared/json.ts'
import { hasRequestLine, type Route, router } from '../shared/router.ts'
import { describeChatFaults, renameRequest } from './request.ts'

/** The context of the routes. */
export type ChatContext = AnswerContext & { claims: { sub: string } }

type ChatEvent = HttpEvent & {
  pathParameters?: { id?: string }
  queryStringParameters?: { cursor?: string } | null
  multiValueQueryStringParameters?: { cursor?: string[] } | null
}

/**
 * The routes of the chats. An event without a request line, such as a test event that has only a
 * body and headers, counts as `POST /chat`.
 *
 * @param ask answers `POST /chat`
 * @returns a handler for events whose token is verified; it throws 404 for any other route
 */
export const chatRoutes = (
  chats: Pick<ChatStore, 'list' | 'read' | 'rename' | 'remove'>,
  ask: Route<ChatContext>['handler'],
): Route<ChatContext>['handler'] => {
  const list = async (event: ChatEvent, { claims }: ChatContext) =>
    json(await chats.list(claims.sub, pageOf(event)))

  const read = async (event: ChatEvent, { claims }: ChatContext) => {
    const found = await chats.read(claims.sub, idOf(event), pageOf(event))
    if (!found) throw chatNotFound()
    const { chat, messages, ...page } = found
    return json({ chat: { ...chat, messages }, ...page })
  }

  const rename = middy<ChatEvent & { body: { title: string } }, HandlerResult, Error, ChatContext>()
    .use(jsonBody({ schema: renameRequest, describe: describeChatFaults }))
    .handler(async (event, { claims }) => {
      const chat = await chats.rename(claims.sub, idOf(event), event.body.title)
      if (!chat) throw chatNotFound()
      return json({ chat })
    })

  const remove = async (event: ChatEvent, { claims }: ChatContext): Promise<HandlerResponse> => {
    if (!(await chats.remove(claims.sub, idOf(event)))) throw chatNotFound()
    return { statusCode: 204 }
  }

  const route = router<ChatContext>({
    routes: [
      { method: 'POST', path: '/chat', handler: ask },
      { method: 'GET', path: '/chats', handler: list },
      { method: 'GET', path: '/chats/{id}', handler: read },
      { method: 'PATCH', path: '/chats/{id}', handler: rename },
      { method: 'DELETE', path: '/chats/{id}', handler: remove },
    ],
  })
  return (event, context, options) =>
    hasRequestLine(event) ? route(event, context, options) : ask(event, context, options)
}

function idOf({ pathParameters }: ChatEvent): string {
  return pathParameters?.id ?? ''
}

/** A load balancer with multi-value headers sends only multiple values. */
function pageOf({ queryStringParameters: single, ...event }: ChatEvent): { cursor?: string } {
  const cursor = single?.cursor ?? event.multiValueQueryStringParameters?.cursor?.at(-1)
  return cursor === undefined ? {} : { cursor }
}
