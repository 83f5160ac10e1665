import { Readable } from 'node:stream'
import { ReadableStream } from 'node:stream/web'
import { describe, expect, it } from 'vitest'
import { isAnswer } from './answer.ts'

describe('isAnswer', () => {
  it('accepts an async iterable of events', () => {
    expect(isAnswer((async function* () {})())).toBe(true)
    expect(isAnswer({ async *[Symbol.asyncIterator]() {} })).toBe(true)
  })

  it.each([
    ['nothing', undefined],
    ['null', null],
    ['a string', 'text'],
    ['a list', []],
    ['a response', { statusCode: 200, body: '' }],
    ['a Node.js stream', Readable.from([])],
    ['a web stream', new ReadableStream()],
  ])('rejects %s', (_name, value) => {
    expect(isAnswer(value)).toBe(false)
  })
})
