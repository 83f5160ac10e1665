import { describe, expect, it } from 'vitest'
import { readAnswer } from './answer.ts'
import type { Reply } from './sandbox.ts'

const chunk = (text: string) => `data: ${JSON.stringify({ chunk: text })}\n\n`

const reply = (parts: string[], status = 200): Reply => ({
  status,
  deliveredAt: 0,
  parts: parts.map((text, at) => ({ at, bytes: Buffer.from(text) })),
  finishedAt: parts.length,
})

describe('an answer', () => {
  it('is read with the time at which each chunk was whole', () => {
    const [first, second] = [chunk('0:12.5 a'), chunk('1:13.5 b')]
    const parts = [
      ': heartbeat\n\n',
      first + second.slice(0, 9),
      second.slice(9),
      'data: [DONE]\n\n',
    ]
    expect(readAnswer(reply(parts), 2)).toEqual([
      { at: 0, writtenAt: 12.5, readAt: 1 },
      { at: 1, writtenAt: 13.5, readAt: 2 },
    ])
  })

  it('may hold named events and chunks without a time', () => {
    const parts = [chunk('0: a'), 'event: usage\ndata: {"outputTokens":1}\n\n', 'data: [DONE]\n\n']
    expect(readAnswer(reply(parts), 1)).toEqual([{ at: 0, writtenAt: undefined, readAt: 0 }])
  })

  it.each([
    ['its status', reply([chunk('0: a'), 'data: [DONE]\n\n'], 500)],
    ['a missing chunk', reply([chunk('1: b'), 'data: [DONE]\n\n'])],
    ['too many chunks', reply([chunk('0: a'), chunk('1: b'), 'data: [DONE]\n\n'])],
    ['its end', reply([chunk('0: a')])],
    ['an error after the chunks', reply([chunk('0: a'), 'event: error\ndata: {}\n\n'])],
  ])('is refused for %s', (_, wrong) => {
    expect(() => readAnswer(wrong, 1)).toThrow('not the answer')
  })
})
