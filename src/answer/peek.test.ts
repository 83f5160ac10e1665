import { describe, expect, it } from 'vitest'
import { stop, text } from '../../twin/testing/scripted-answer.ts'
import type { Answer, AnswerEvent } from './answer.ts'
import { deferAnswer, type PeekedAnswer, peekFirst } from './peek.ts'

/** An answer that records when it is closed. */
const closable = () => {
  const state = { closed: 0 }
  async function* events(): AsyncGenerator<AnswerEvent> {
    try {
      yield text('a')
      yield stop
    } finally {
      state.closed += 1
    }
  }
  return Object.assign(state, { answer: events() })
}

const iteratorOf = (answer: Answer) => answer[Symbol.asyncIterator]()
const ended = { done: true, value: undefined }

describe('deferAnswer', () => {
  it('opens the answer with the first next(), and passes it on unchanged', async () => {
    const { answer } = closable()
    let opened = 0
    const iterator = iteratorOf(
      deferAnswer(() => {
        opened += 1
        return peekFirst(answer)
      }),
    )
    expect(opened).toBe(0)
    expect(await iterator.next()).toEqual({ done: false, value: text('a') })
    expect(await iterator.next()).toEqual({ done: false, value: stop })
    expect(await iterator.next()).toEqual(ended)
    expect(opened).toBe(1)
  })

  it('is an empty answer when the opened one is', async () => {
    const empty = (async function* (): AsyncGenerator<AnswerEvent> {})()
    expect(await Array.fromAsync(deferAnswer(() => peekFirst(empty)))).toEqual([])
  })

  it('closes the answer when its reader leaves', async () => {
    const source = closable()
    const iterator = iteratorOf(deferAnswer(() => peekFirst(source.answer)))
    await iterator.next()
    expect(await iterator.return?.()).toEqual(ended)
    expect(source.closed).toBe(1)
  })

  it('opens nothing when its reader leaves before the first event', async () => {
    const iterator = iteratorOf(deferAnswer(() => Promise.reject(new Error('opened'))))
    expect(await iterator.return?.()).toEqual(ended)
  })

  it('closes the answer as soon as it opens when its reader has left', async () => {
    const source = closable()
    const opening = Promise.withResolvers<PeekedAnswer>()
    const iterator = iteratorOf(deferAnswer(() => opening.promise))
    const first = iterator.next()
    expect(await iterator.return?.()).toEqual(ended)
    expect(source.closed).toBe(0)
    opening.resolve(peekFirst(source.answer))
    expect(await first).toEqual(ended)
    expect(source.closed).toBe(1)
  })

  it('needs no return() of the answer', async () => {
    const bare: Answer = {
      [Symbol.asyncIterator]: () => ({ next: async () => ({ done: false, value: text('a') }) }),
    }
    for await (const event of deferAnswer(() => peekFirst(bare))) {
      expect(event).toEqual(text('a'))
      break
    }
  })
})
