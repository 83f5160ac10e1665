import { Readable } from 'node:stream'
import middy from '@middy/core'
import { executionModeStreamifyResponse } from '@middy/core/StreamifyResponse'
import { describe, expect, it, vi } from 'vitest'
import { FunctionError } from '../runtime/function-error.ts'
import { invoke } from './invoke.ts'

const streaming = (body: () => AsyncGenerator<string>, type = 'text/event-stream') =>
  middy({ executionMode: executionModeStreamifyResponse }).handler((async () => ({
    statusCode: 200,
    headers: { 'Content-Type': type },
    cookies: ['a=1'],
    body: Readable.from(body()),
  })) as never)

const sent = (...pieces: string[]) =>
  async function* () {
    yield* pieces
  }

describe('the answer of a streaming handler', () => {
  it('has the frames that a client reads, however they are split', async () => {
    const pieces = [
      ': hi\n\nda',
      'ta: {"chunk":"é"}\n\nevent: finish\ndata: plain\n',
      '\ndata: [DONE]\n\n',
    ]
    const answer = await invoke(streaming(sent(...pieces)), {})
    expect(answer).toMatchObject({
      statusCode: 200,
      headers: { 'content-type': 'text/event-stream' },
      cookies: ['a=1'],
      text: pieces.join(''),
      frames: [
        { comment: 'hi' },
        { data: { chunk: 'é' } },
        { event: 'finish', data: 'plain' },
        { data: '[DONE]' },
      ],
      terminal: { data: '[DONE]' },
      failure: undefined,
    })
  })

  it('has the time at which each frame arrived', async () => {
    vi.useFakeTimers()
    const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
    const pending = invoke(
      streaming(async function* () {
        await wait(300)
        yield 'data: 1\n\n'
        await wait(700)
        yield 'data: 2\n\n'
        await wait(500)
      }),
      {},
    )
    await vi.advanceTimersByTimeAsync(2_000)
    vi.useRealTimers()
    const { frames, firstByteMs, totalMs } = await pending
    expect([firstByteMs, ...frames.map(({ atMs }) => atMs), totalMs]).toEqual([
      300, 300, 1_000, 1_500,
    ])
  })

  it('ends with an error frame', async () => {
    const error = 'event: error\ndata: {"code":"model_failed"}\n\n'
    const { terminal } = await invoke(streaming(sent('data: {}\n\n', error)), {})
    expect(terminal).toMatchObject({ event: 'error', data: { code: 'model_failed' } })
  })

  it('has no end when the stream breaks off, and has the reason', async () => {
    const cause = new Error('model gone')
    const answer = await invoke(
      streaming(async function* () {
        yield 'data: {"chunk":"a"}\n\n'
        throw cause
      }),
      {},
    )
    expect(answer.failure).toBeInstanceOf(FunctionError)
    expect(answer).toMatchObject({
      statusCode: 200,
      frames: [{ data: { chunk: 'a' } }],
      terminal: undefined,
      failure: { errorType: 'Runtime.ExitError', cause },
    })
  })

  it('has no frames if it is not an event stream', async () => {
    const answer = await invoke(streaming(sent('data: 1\n\n'), 'text/plain'), {})
    expect(answer).toMatchObject({ text: 'data: 1\n\n', frames: [], terminal: undefined })
  })
})

describe('the answer of a handler that does not stream', () => {
  it('is its JSON', async () => {
    const answer = await invoke(async ({ name }: { name: string }) => ({ hello: name }), {
      name: 'a',
    })
    expect(answer).toMatchObject({
      statusCode: 200,
      headers: { 'content-type': 'application/json' },
    })
    expect(answer.json()).toEqual({ hello: 'a' })
  })

  it('can be empty', async () => {
    const answer = await invoke(async () => ({ statusCode: 204 }), {})
    expect(answer).toMatchObject({ statusCode: 204, text: '', firstByteMs: undefined })
    expect(answer.json).toThrow(SyntaxError)
  })

  it("is the handler's own error when it throws", async () => {
    const error = new RangeError('mine')
    await expect(invoke(() => Promise.reject(error), {})).rejects.toBe(error)
  })
})
