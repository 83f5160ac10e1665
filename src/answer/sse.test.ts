import { createParser, type EventSourceMessage } from 'eventsource-parser'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { anyText } from '../../test/support/any-text.ts'
import { eventStreamType, sseEvent, sseHeartbeat } from './sse.ts'

const parse = (bytes: string) => {
  const events: EventSourceMessage[] = []
  const comments: string[] = []
  const parser = createParser({
    onEvent: (event) => events.push(event),
    onComment: (comment) => comments.push(comment),
  })
  parser.feed(bytes)
  return { events, comments }
}

describe('sseEvent', () => {
  it('writes a message without a name and an event with one', () => {
    expect(sseEvent({ chunk: 'a' })).toBe('data: {"chunk":"a"}\n\n')
    expect(sseEvent({ reason: 'stop' }, 'finish')).toBe(
      'event: finish\ndata: {"reason":"stop"}\n\n',
    )
  })

  it('writes a string unchanged', () => {
    expect(sseEvent('[DONE]')).toBe('data: [DONE]\n\n')
  })

  it.each(['a\nb', 'a\rb', 'a\0b'])('refuses %j, which would forge a field', (forged) => {
    const refused = new TypeError('A field of a server-sent event is one line')
    expect(() => sseEvent(forged)).toThrow(refused)
    expect(() => sseEvent({}, forged)).toThrow(refused)
  })

  it('survives a round trip through an independent parser', () => {
    fc.assert(
      fc.property(anyText(), fc.stringMatching(/^[a-z]+$/), (chunk, name) => {
        const { events } = parse(sseEvent({ chunk }, name) + sseEvent({ chunk }))
        expect(events.map(({ event, data }) => ({ event, data: JSON.parse(data) }))).toEqual([
          { event: name, data: { chunk } },
          { event: undefined, data: { chunk } },
        ])
      }),
    )
  })
})

it('the media type is UTF-8', () => {
  expect(eventStreamType).toBe('text/event-stream; charset=utf-8')
})

describe('sseHeartbeat', () => {
  it('is a comment and not an event', () => {
    expect(parse(sseHeartbeat)).toEqual({ events: [], comments: ['heartbeat'] })
  })
})
