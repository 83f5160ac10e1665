import { describe, expect, it } from 'vitest'
import { leadsTo } from './routed-functions.ts'

describe('the patterns of a path', () => {
  const patterns = ['/chat', '/chats', '/chats/*']

  it.each(['/chat', '/chats', '/chats/', '/chats/1', '/chats/1/messages'])('match %s', (path) => {
    expect(leadsTo(patterns, path)).toBe(true)
  })

  it.each(['/', '', '/chatbot', '/chat/', '/Chat', '/chatss', '/a/chat', '/chats.html'])(
    'do not match %s',
    (path) => {
      expect(leadsTo(patterns, path)).toBe(false)
    },
  )

  it('match every other character literally', () => {
    expect(leadsTo(['/a.b+(c)*'], '/a.b+(c)/d\n')).toBe(true)
    expect(leadsTo(['/a.b'], '/axb')).toBe(false)
  })
})
