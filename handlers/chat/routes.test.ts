import { describe, expect, it, vi } from 'vitest'
import type { Chat, Message } from '../../src/chat-store/chat.ts'
import { eventShapes, httpApiEvent } from '../../twin/testing/event-shapes.ts'
import { type ChatContext, chatRoutes } from './routes.ts'

const id = '0198c0de-0000-7000-8000-000000000000'
const time = '2026-05-01T12:00:00.000Z'
const chat: Chat = { id, user_id: 'a', title: 'A', created_at: time, updated_at: time }
const messages: Message[] = [{ role: 'user', content: 'Why?' }]
const context = { claims: { sub: 'a' } } as ChatContext
const headers = { 'content-type': 'application/json', 'cache-control': 'no-store' }

const stack = (found: { removed?: boolean; cursor?: string; isThere?: boolean } = {}) => {
  const { removed = true, isThere = true, cursor } = found
  const page = cursor === undefined ? {} : { cursor }
  const chats = {
    list: vi.fn(async () => ({ chats: [chat], ...page })),
    read: vi.fn(async () => (isThere ? { chat, messages, ...page } : undefined)),
    rename: vi.fn(async () => (isThere ? chat : undefined)),
    remove: vi.fn(async () => removed),
  }
  const ask = vi.fn(async () => 'an answer')
  return { chats, ask, routes: chatRoutes(chats, ask) }
}

const notFound = { statusCode: 404, code: 'chat_not_found', message: 'There is no such chat.' }

describe.each(eventShapes)('the chats behind $name', ({ event }) => {
  it('are listed, page by page', async () => {
    const { routes, chats } = stack({ cursor: 'next' })
    const first = await routes(event({ method: 'GET', path: '/chats' }), context)
    expect(first).toEqual({
      statusCode: 200,
      headers,
      body: JSON.stringify({ chats: [chat], cursor: 'next' }),
    })
    await routes(event({ method: 'GET', path: '/chats', query: { cursor: 'next' } }), context)
    expect(chats.list.mock.calls).toEqual([
      ['a', {}],
      ['a', { cursor: 'next' }],
    ])
  })

  it('are read, page by page', async () => {
    const { routes, chats } = stack({ cursor: 'older' })
    const first = await routes(event({ method: 'GET', path: `/chats/${id}` }), context)
    expect(first).toEqual({
      statusCode: 200,
      headers,
      body: JSON.stringify({ chat: { ...chat, messages }, cursor: 'older' }),
    })
    const query = { cursor: 'older' }
    await routes(event({ method: 'GET', path: `/chats/${id}`, query }), context)
    expect(chats.read.mock.calls).toEqual([
      ['a', id, {}],
      ['a', id, query],
    ])
  })

  it('are renamed', async () => {
    const { routes, chats } = stack()
    const renaming = event({
      method: 'PATCH',
      path: `/chats/${id}`,
      headers: { 'content-type': 'application/json' },
      body: '{"title":" Graphs "}',
    })
    expect(await routes(renaming, context)).toEqual({
      statusCode: 200,
      headers,
      body: JSON.stringify({ chat }),
    })
    expect(chats.rename.mock.calls).toEqual([['a', id, 'Graphs']])
  })

  it('are removed', async () => {
    const { routes, chats } = stack()
    expect(await routes(event({ method: 'DELETE', path: `/chats/${id}` }), context)).toEqual({
      statusCode: 204,
    })
    expect(chats.remove.mock.calls).toEqual([['a', id]])
  })

  it('are asked', async () => {
    const { routes, ask } = stack()
    const asked = event({ method: 'POST', path: '/chat' })
    expect(await routes(asked, context)).toBe('an answer')
    expect(ask).toHaveBeenCalledExactlyOnceWith(asked, context, undefined)
  })
})

describe('a chat that is not there', () => {
  it.each([['GET'], ['PATCH'], ['DELETE']])('is a 404 to %s', async (method) => {
    const { routes } = stack({ isThere: false, removed: false })
    const event = httpApiEvent({
      method,
      path: `/chats/${id}`,
      headers: { 'content-type': 'application/json' },
      body: '{"title":"Graphs"}',
    })
    await expect(routes(event, context)).rejects.toMatchObject(notFound)
  })
})

describe('another route', () => {
  it.each([
    ['GET', '/chat'],
    ['POST', '/chats'],
    ['PUT', `/chats/${id}`],
    ['GET', `/chats/${id}/messages`],
    ['GET', '/'],
  ])('is a 404: %s %s', async (method, path) => {
    const { routes, chats, ask } = stack()
    const asking = async () => routes(httpApiEvent({ method, path }), context)
    await expect(asking()).rejects.toMatchObject({ statusCode: 404 })
    const calls = [chats.list, chats.read, chats.rename, chats.remove, ask].flatMap(
      ({ mock }) => mock.calls,
    )
    expect(calls).toEqual([])
  })
})
