import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { tutorRequest } from '../../handlers/chatbot-query/request.ts'
import { anyText } from '../../test/support/any-text.ts'
import { fitRequest, limits } from './history.ts'
import type { Message, Reply } from './message.ts'

const page = { problemDetails: { title: 'Two Sum' }, userCode: 'pass', query: 'Why?' }

const turn = (question: string, content: string, reply: Partial<Reply> = {}): Message[] => [
  { id: 1, role: 'user', content: question },
  { id: 2, role: 'model', content, state: 'complete', ...reply },
]

const bytesOf = (request: object) => Buffer.byteLength(JSON.stringify(request))

describe('fitRequest', () => {
  it('includes the conversation, oldest first', () => {
    const { history } = fitRequest(page, [...turn('One?', 'First.'), ...turn('Two?', 'Second.')])
    expect(history).toEqual([
      { role: 'user', content: 'One?' },
      { role: 'model', content: 'First.' },
      { role: 'user', content: 'Two?' },
      { role: 'model', content: 'Second.' },
    ])
  })

  it.each<[string, Partial<Reply>]>([
    ['failed', { state: 'failed' }],
    ['was refused', { finish: 'refused' }],
    ['is still streaming', { state: 'streaming' }],
    ['was stopped before its text began', { state: 'stopped', content: '' }],
  ])('omits an answer that %s, with its question', (_, reply) => {
    const messages = [...turn('One?', 'First.'), ...turn('Two?', 'Half', reply)]
    expect(fitRequest(page, messages).history.map(({ content }) => content)).toEqual([
      'One?',
      'First.',
    ])
  })

  it.each<Partial<Reply>>([{ state: 'stopped' }, { finish: 'length' }])(
    'keeps the text of an answer that ended with %o',
    (reply) => {
      expect(fitRequest(page, turn('One?', 'First', reply)).history).toHaveLength(2)
    },
  )

  it('omits the oldest turns beyond 500 entries, or beyond maxHistory', () => {
    const messages = Array.from({ length: 300 }, (_, index) => turn(`${index}?`, 'So.')).flat()
    const { history } = fitRequest(page, messages)
    expect(history).toHaveLength(500)
    expect(history[0]?.content).toBe('50?')
    expect(fitRequest(page, messages, 3).history.map(({ content }) => content)).toEqual([
      '299?',
      'So.',
    ])
    expect(fitRequest(page, messages, 9_999).history).toHaveLength(500)
  })

  it('cuts a long answer, not inside a character', () => {
    const { history } = fitRequest(page, turn('One?', `x${'😀'.repeat(20_000)}`))
    expect(history[1]?.content).toHaveLength(limits.entryLength - 1)
    expect(history[1]?.content.isWellFormed()).toBe(true)
  })

  it('stays under 512 KiB with any conversation, and includes as much as fits', () => {
    const text = fc.oneof(
      anyText({ minLength: 1, maxLength: 40 }),
      fc
        .tuple(fc.constantFrom('x', '한', '😀', '"', '\u0001'), fc.integer({ min: 1, max: 30_000 }))
        .map(([unit, times]) => unit.repeat(times)),
    )
    const turns = fc.array(fc.tuple(text, text), { maxLength: 60 })
    fc.assert(
      fc.property(turns, fc.integer({ min: 0, max: 100_000 }), (said, codeLength) => {
        const messages = said.flatMap(([question, answer]) => turn(question, answer))
        const request = fitRequest({ ...page, userCode: 'x'.repeat(codeLength) }, messages)
        expect(bytesOf(request)).toBeLessThan(limits.bodyBytes)
        expect(tutorRequest.safeParse(request).success).toBe(true)
        expect(request.history.length % 2).toBe(0)
        if (request.history.length < messages.length) {
          const more = fitRequest(page, messages.slice(-request.history.length - 2)).history
          expect(bytesOf({ ...request, history: more })).toSatisfy(
            (bytes: number) => bytes >= limits.bodyBytes || more.length === request.history.length,
          )
        }
      }),
      { numRuns: 60 },
    )
  })
})
