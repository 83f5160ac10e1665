import { describe, expect, it } from 'vitest'
import { eventShapes } from '../../twin/testing/event-shapes.ts'
import { onlyChat } from './route.ts'

const pass = (event: object) => onlyChat().before?.({ event } as never)

describe.each(eventShapes)('behind $name', ({ event }) => {
  it.each(['/chat', '/dev/chat', '/public/chat'])('POST %s passes', (path) => {
    expect(() => pass(event({ method: 'POST', path }))).not.toThrow()
  })

  it.each(['/', '/chats', '/chat/', '/xchat', '/chat/again'])('another path is 404: %s', (path) => {
    expect(() => pass(event({ method: 'POST', path }))).toThrow(
      expect.objectContaining({
        statusCode: 404,
        code: 'not_found',
        message: 'There is nothing at this path.',
        cause: { package: 'public-chat' },
      }),
    )
  })

  it.each(['GET', 'OPTIONS', 'DELETE'])('another method is 405: %s', (method) => {
    expect(() => pass(event({ method, path: '/chat' }))).toThrow(
      expect.objectContaining({
        statusCode: 405,
        code: 'method_not_allowed',
        message: 'Use POST.',
        cause: { package: 'public-chat' },
        headers: { allow: 'POST' },
      }),
    )
  })
})

it('an event without a request line passes', () => {
  expect(() => pass({ body: '{}', headers: {} })).not.toThrow()
})
