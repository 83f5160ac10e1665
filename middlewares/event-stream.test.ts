import middy from '@middy/core'
import { describe, expect, expectTypeOf, it, vi } from 'vitest'
import type { AnswerEvent } from '../src/answer/answer.ts'
import {
  chunk,
  done,
  failed,
  failure,
  finished,
  framesOf,
  heartbeat,
  read,
  run,
  stack,
} from '../test/support/event-streams.ts'
import { fakeTime, settle } from '../test/support/faked-time.ts'
import { readFrames } from '../twin/frames.ts'
import { openInvocation } from '../twin/runtime/in-process.ts'
import {
  counted,
  forever,
  type ScriptStep,
  scriptedAnswer,
  stop,
  text,
  usage,
} from '../twin/testing/scripted-answer.ts'
import { eventStream, streaming } from './event-stream.ts'
import { jsonErrors } from './json-errors.ts'

fakeTime()

describe('an answer that ends well', () => {
  it('is streamed as chunks, usage, finish and [DONE]', async () => {
    const { statusCode, headers, frames } = await read(run([text('Hel'), text('lo'), usage, stop]))
    expect(statusCode).toBe(200)
    expect(headers).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache, no-transform',
    })
    expect(frames).toEqual([
      chunk('Hel'),
      chunk('lo'),
      { event: 'usage', data: { inputTokens: 12, outputTokens: 3 } },
      finished('stop'),
      done,
    ])
  })

  it('says that it ended at the limit, or was refused', async () => {
    const long: AnswerEvent = { type: 'finish', reason: 'length' }
    const refused: AnswerEvent = { type: 'finish', reason: 'refused' }
    expect(await framesOf([text('a'), long])).toEqual([chunk('a'), finished('length'), done])
    expect(await framesOf([text('a'), refused])).toEqual([chunk('a'), finished('refused'), done])
  })

  it('keeps line breaks, quotes and every other character of its text', async () => {
    const nasty = 'data: [DONE]\r\n\n\u2028"\\\0 😀 한국어'
    expect(await framesOf([text(nasty), stop])).toEqual([chunk(nasty), finished('stop'), done])
  })

  it('may send usage first, and sends no frame for an empty text', async () => {
    const frames = await framesOf([usage, text(''), text('a'), stop])
    expect(frames.map((frame) => ('event' in frame ? frame.event : 'data'))).toEqual([
      'usage',
      'data',
      'finish',
      'data',
    ])
  })

  it('names its chat in an event of its own, before the first text', async () => {
    const chat: AnswerEvent = { type: 'data', name: 'chat', data: { id: 'c1', title: 'Why?' } }
    expect(await framesOf([chat, text('a'), stop])).toEqual([
      { event: 'chat', data: { id: 'c1', title: 'Why?' } },
      ...[chunk('a'), finished('stop'), done],
    ])
  })

  it('has one header of a name, whatever its case', async () => {
    let headers: unknown
    const handler = middy(streaming)
      .use({
        after: ({ response }) => {
          headers = (response as { headers: unknown }).headers
        },
      })
      .use(eventStream())
      .handler((_event, { signal }) => ({
        statusCode: 200,
        headers: { 'Content-Type': 'text/plain', 'CACHE-CONTROL': 'max-age=60', 'X-Own': '1' },
        body: scriptedAnswer([text('a'), stop], signal),
      }))
    await read(openInvocation(handler, {}))
    expect(headers).toEqual({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache, no-transform',
      'X-Own': '1',
    })
  })

  it('is taken from a response object with its status and headers', async () => {
    const handler = stack((signal) => ({
      statusCode: 201,
      headers: { 'x-own': '1' },
      body: scriptedAnswer([text('a'), stop], signal),
    }))
    const { statusCode, headers, frames } = await read(openInvocation(handler, {}))
    expect(statusCode).toBe(201)
    expect(headers['x-own']).toBe('1')
    expect(frames).toHaveLength(3)
  })
})

describe('what is not an answer', () => {
  it.each([
    ['a string', 'plain'],
    ['a response', { statusCode: 202, body: 'plain' }],
  ])('passes through: %s', async (_name, value) => {
    const response = await read(
      openInvocation(
        stack(() => value),
        {},
      ),
    )
    expect(response.text).toBe('plain')
  })
})

describe('before the first text', () => {
  it('a failure is an HTTP error with its own status', async () => {
    const response = await read(run([usage, failure(429, 'model_busy')]))
    expect(response.statusCode).toBe(429)
    expect(JSON.parse(response.text)).toMatchObject({ error: 'model_busy' })
  })

  it('an error that is not ours is a 500 that tells nothing', async () => {
    const response = await read(run([new Error('key=SECRET')]))
    expect(response.statusCode).toBe(500)
    expect(response.text).not.toContain('SECRET')
  })

  it.each([
    ['that finishes', [stop], 502, 'model_empty'],
    ['that finishes after usage', [usage, text(''), stop], 502, 'model_empty'],
    ['that is refused', [{ type: 'finish', reason: 'refused' }], 422, 'answer_refused'],
    ['that just stops', [], 502, 'model_incomplete'],
  ] as [string, ScriptStep[], number, string][])(
    'an empty answer %s is an error',
    async (_name, steps, status, code) => {
      const response = await read(run(steps))
      expect(response.statusCode).toBe(status)
      expect(JSON.parse(response.text)).toMatchObject({ error: code })
    },
  )

  it('the status is held for 8 s, then it is 200 with a heartbeat at once', async () => {
    let status: number | undefined
    const running = run([10_000, text('late'), stop]).then((response) => {
      status = response.statusCode
      return readFrames(response.body)
    })
    await vi.advanceTimersByTimeAsync(7_999)
    expect(status).toBeUndefined()
    await vi.advanceTimersByTimeAsync(1)
    expect(status).toBe(200)
    expect(await settle(running)).toEqual([heartbeat, chunk('late'), finished('stop'), done])
  })

  it('a failure after the status was sent is an error frame', async () => {
    const frames = await framesOf([9_000, failure(503, 'model_overloaded')])
    expect(frames).toEqual([heartbeat, failed('model_overloaded')])
  })

  it('an empty answer after the status was sent is an error frame', async () => {
    expect(await framesOf([9_000, stop])).toEqual([heartbeat, failed('model_empty')])
  })

  it('a model that is silent for 20 s is given up', async () => {
    expect(await framesOf([forever])).toEqual([heartbeat, failed('model_timeout')])
  })

  it('silence is not idleness: the first text may take longer than idleTimeoutMs', async () => {
    const frames = await framesOf([usage, 7_000, text('a'), stop], { idleTimeoutMs: 5_000 })
    expect(frames.slice(1)).toEqual([chunk('a'), finished('stop'), done])
  })

  it('and with 504 when the status is still held', async () => {
    const response = await read(run([forever], { firstTextTimeoutMs: 5_000 }))
    expect(response.statusCode).toBe(504)
    expect(JSON.parse(response.text)).toMatchObject({ error: 'model_timeout' })
  })
})

describe('after the first text', () => {
  it('a failure is one error frame at the end', async () => {
    expect(await framesOf([text('a'), failure(503, 'model_overloaded')])).toEqual([
      chunk('a'),
      failed('model_overloaded'),
    ])
  })

  it('says whether to try again', async () => {
    const frames = await framesOf([text('a'), failure(422, 'prompt_refused')])
    expect(frames.at(-1)).toEqual(failed('prompt_refused', false))
  })

  it('an error that is not ours tells nothing', async () => {
    const frames = await framesOf([text('a'), new Error('key=SECRET')])
    expect(frames.at(-1)).toEqual(failed('internal_error', false))
    expect(JSON.stringify(frames)).not.toContain('SECRET')
  })

  it('an answer without a finish broke off', async () => {
    expect(await framesOf([text('a')])).toEqual([chunk('a'), failed('model_incomplete')])
  })

  it('an answer that goes on after its finish ends in an error, with no second terminal frame', async () => {
    const frames = await framesOf([text('a'), stop, text('b'), stop])
    expect(frames).toEqual([chunk('a'), finished('stop'), failed('internal_error', false)])
  })

  it('silence is filled with heartbeats every 15 s', async () => {
    const frames = await framesOf([text('a'), 50_000, text('b'), stop], { idleTimeoutMs: 60_000 })
    expect(frames).toEqual([
      chunk('a'),
      heartbeat,
      heartbeat,
      heartbeat,
      chunk('b'),
      finished('stop'),
      done,
    ])
  })

  it('a model that is silent for 20 s is given up', async () => {
    expect(await framesOf([text('a'), forever])).toEqual([
      chunk('a'),
      heartbeat,
      failed('model_stalled'),
    ])
  })
})

describe('the reader', () => {
  it('is not outrun: nothing is asked of the model while the buffers are full', async () => {
    const size = 4_096
    const steps = [...Array.from({ length: 500 }, () => text('x'.repeat(size))), stop]
    let asked = () => 0
    const handler = stack((signal) => {
      const answer = counted(scriptedAnswer(steps, signal))
      asked = () => answer.asked
      return answer
    })
    const { body } = await openInvocation(handler, {})
    await vi.advanceTimersByTimeAsync(1_000)
    expect(asked() * size).toBeLessThan(256 * 1024)
    expect(await settle(readFrames(body))).toHaveLength(502)
  })

  it('at 2 MB/s is never more than 256 kB behind the model, over 5,000 chunks of 4 kB', async () => {
    const size = 4_096
    const steps = [...Array.from({ length: 5_000 }, () => text('x'.repeat(size))), stop]
    let asked = () => 0
    const handler = stack((signal) => {
      const answer = counted(scriptedAnswer(steps, signal))
      asked = () => answer.asked
      return answer
    })
    const { body } = await openInvocation(handler, {}, { timeoutMs: 900_000 })
    let [read, ahead] = [0, 0]
    for await (const bytes of body) {
      read += bytes.length
      await vi.advanceTimersByTimeAsync(bytes.length / 2_000)
      ahead = Math.max(ahead, asked() * size - read)
    }
    expect(read).toBeGreaterThan(5_000 * size)
    expect(ahead).toBeLessThan(256 * 1024)
  })

  it('that is slow does not make the model look idle', async () => {
    const steps = [...Array.from({ length: 100 }, () => text('x'.repeat(4_096))), stop]
    const { body } = await run(steps)
    await vi.advanceTimersByTimeAsync(300_000)
    expect((await settle(readFrames(body))).at(-1)).toEqual(done)
  })

  it('that was slow still learns that the model has stalled', async () => {
    const steps = [...Array.from({ length: 100 }, () => text('x'.repeat(4_096))), forever]
    const { body } = await run(steps)
    await vi.advanceTimersByTimeAsync(300_000)
    expect((await settle(readFrames(body))).at(-1)).toEqual(failed('model_stalled'))
  })

  it('that goes away aborts the signal and ends everything', async () => {
    let reason: unknown
    const handler = stack((signal) => {
      signal.addEventListener('abort', () => {
        reason = signal.reason
      })
      return scriptedAnswer([text('a'), forever], signal)
    })
    const response = await openInvocation(handler, {})
    response.destroy()
    await settle(response.done.catch(() => {}))
    expect(reason).toMatchObject({
      statusCode: 499,
      code: 'closed',
      cause: { package: 'middy-chat/event-stream' },
    })
  })
})

describe('a request that is refused', () => {
  it('has its signal aborted, and no deadline left', async () => {
    let signal: AbortSignal | undefined
    const handler = middy(streaming)
      .use(jsonErrors())
      .use(eventStream())
      .before(({ context }) => {
        signal = context.signal
        throw failure(401, 'missing_token')
      })
      .handler(() => 'never')
    expect((await read(openInvocation(handler, {}))).statusCode).toBe(401)
    expect(signal?.aborted).toBe(true)
  })
})

describe('options', () => {
  it.each([
    { heartbeatMs: 0 },
    { idleTimeoutMs: -1 },
    { holdStatusMs: 1.5 },
    { finalizeMs: 3_000 },
  ])('refuses %j at start-up', (options) => {
    expect(() => eventStream(options)).toThrow(TypeError)
    expect(() => eventStream(options)).toThrow(
      expect.objectContaining({ cause: { package: 'middy-chat/event-stream' } }),
    )
  })

  it('gives the handler a signal that it can see without a cast', () => {
    middy()
      .use(eventStream())
      .handler((_event, context) => {
        expectTypeOf(context.signal).toEqualTypeOf<AbortSignal>()
      })
  })
})
