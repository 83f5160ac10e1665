import { getEventListeners } from 'node:events'
import { setImmediate as turn } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { scriptedAnswer, stop, text } from '../../twin/testing/scripted-answer.ts'
import type { AnswerEvent } from './answer.ts'
import { AnswerBody } from './body.ts'
import { answerFrames } from './frames.ts'
import { answerReader } from './reader.ts'
import { requestSignal } from './signal.ts'
import { eventsFormat } from './wire-format.ts'

const limits = {
  holdStatusMs: 8_000,
  heartbeatMs: 15_000,
  firstTextTimeoutMs: 20_000,
  idleTimeoutMs: 20_000,
  finalizeMs: 2_000,
}
const chunk = (value: string) => `data: {"chunk":"${value}"}\n\n`
const ended = 'event: finish\ndata: {"reason":"stop"}\n\ndata: [DONE]\n\n'

const bodyOf = async (answer: AsyncIterable<AnswerEvent>, request = requestSignal()) => {
  const frames = answerFrames(
    answerReader(answer, request, limits, 'middy-chat/test'),
    limits,
    eventsFormat,
  )
  await frames.opened()
  return new AnswerBody(frames, request, () => new Error('closed'))
}

describe('the body of an answer', () => {
  it('writes frames that arrive together as one chunk in the same turn', async () => {
    const { signal } = new AbortController()
    const body = await bodyOf(scriptedAnswer([text('a'), text('b'), text('c'), stop], signal))
    const written: string[] = []
    body.on('data', (bytes) => written.push(String(bytes)))
    await turn()
    expect(written).toEqual([chunk('a') + chunk('b') + chunk('c') + ended])
  })

  it('does not delay a frame for later ones', async () => {
    const gates = [Promise.withResolvers<void>(), Promise.withResolvers<void>()] as const
    async function* slow(): AsyncGenerator<AnswerEvent> {
      yield text('a')
      await gates[0].promise
      yield text('b')
      await gates[1].promise
      yield stop
    }
    const body = await bodyOf(slow())
    const written: string[] = []
    body.on('data', (bytes) => written.push(String(bytes)))
    await turn()
    expect(written).toEqual([chunk('a')])
    gates[0].resolve()
    await turn()
    expect(written).toEqual([chunk('a'), chunk('b')])
    gates[1].resolve()
    await turn()
    expect(written.at(-1)).toBe(ended)
  })

  it('is written as soon as 16,384 characters of it have come', async () => {
    const { signal } = new AbortController()
    const most = 16_384
    const large = text('x'.repeat(most - chunk('').length))
    const body = await bodyOf(scriptedAnswer([large, text('a'), stop], signal))
    const written: number[] = []
    body.on('data', (bytes) => written.push(bytes.length))
    await turn()
    expect(written).toEqual([most, chunk('a').length + ended.length])
  })

  it.each([
    ['has been read', (body: AnswerBody) => body.resume()],
    ['is destroyed', (body: AnswerBody) => body.destroy()],
  ])('leaves no listener on the signal when it %s', async (_name, end) => {
    const request = requestSignal()
    const body = await bodyOf(scriptedAnswer([text('a'), stop], request.signal), request)
    end(body)
    await turn()
    expect(body.destroyed).toBe(true)
    expect(getEventListeners(request.signal, 'abort')).toEqual([])
  })

  it('is pushed to its end after an abort, although the buffer is full and nobody reads', async () => {
    const request = requestSignal()
    let finished = false
    async function* endless(): AsyncGenerator<AnswerEvent> {
      try {
        while (!request.signal.aborted) yield text('x'.repeat(4_096))
        throw request.signal.reason
      } finally {
        finished = true
      }
    }
    const body = await bodyOf(endless(), request)
    body.read(0)
    await turn()
    expect(finished).toBe(false)
    request.abort(new Error('over'))
    await turn()
    expect(finished).toBe(true)
    const whole = (await body.toArray()).join('')
    expect(whole).toMatch(/event: error\ndata: \{"code":"internal_error".*\n\n$/)
  })
})
