import { once } from 'node:events'
import { Readable } from 'node:stream'
import middy from '@middy/core'
import { executionModeStreamifyResponse } from '@middy/core/StreamifyResponse'
import { createError } from '@middy/util'
import { describe, expect, expectTypeOf, it } from 'vitest'
import type { Handler } from './awslambda.ts'
import type { InProcessResult } from './in-process.ts'
import { openInvocation } from './in-process.ts'
import type { ResponseStream } from './response-stream.ts'

type StreamHandler = (event: unknown, stream: ResponseStream) => Promise<unknown>

const { streamifyResponse, HttpResponseStream } = globalThis.awslambda as unknown as {
  streamifyResponse: (handler: StreamHandler, options?: { highWaterMark?: number }) => Handler
  HttpResponseStream: { from(stream: ResponseStream, prelude: unknown): ResponseStream }
}

const streaming = (handler: (event: unknown) => unknown) =>
  middy({ executionMode: executionModeStreamifyResponse }).handler(handler as never)

const iterate = (result: InProcessResult) => result.body[Symbol.asyncIterator]()

describe('openInvocation with a Middy handler in streaming mode', () => {
  it('returns status, headers, cookies and body', async () => {
    const response = { statusCode: 201, headers: { 'X-A': 'b' }, cookies: ['c=d'], body: 'hello' }
    const result = await openInvocation(
      streaming(() => response),
      {},
    )
    expect(result).toMatchObject({ statusCode: 201, headers: { 'x-a': 'b' }, cookies: ['c=d'] })
    expect(await result.text()).toBe('hello')
    await result.done
    expectTypeOf(result.statusCode).toBeNumber()
  })

  it("resolves before the body's first byte, and streams the bytes as they arrive", async () => {
    const body = new Readable({ read() {} })
    const result = await openInvocation(
      streaming(() => ({ statusCode: 200, body })),
      {},
    )
    const chunks = iterate(result)
    for (const text of ['one', 'two']) {
      body.push(text)
      expect((await chunks.next()).value?.toString()).toBe(text)
    }
    body.push(null)
    expect((await chunks.next()).done).toBe(true)
    await result.done
  })

  it('passes event and context to the handler', async () => {
    let seen: unknown[] = []
    const handler = middy({ executionMode: executionModeStreamifyResponse }).handler(((
      event: unknown,
      context: { awsRequestId: string; getRemainingTimeInMillis(): number },
    ) => {
      const { getRemainingTimeInMillis } = context
      seen = [event, context.awsRequestId, getRemainingTimeInMillis()]
      return ''
    }) as never)
    const options = { context: { awsRequestId: 'mine' }, timeoutMs: 5_000 }
    await (await openInvocation(handler, { a: 1 }, options)).done
    expect(seen).toEqual([{ a: 1 }, 'mine', expect.closeTo(5_000, -3)])
  })

  it("rejects with the handler's own error when it throws before the first byte", async () => {
    const error = createError(503, 'busy', { cause: { package: 'a' } })
    const handler = streaming(() => {
      throw error
    })
    await expect(openInvocation(handler, {})).rejects.toBe(error)
  })

  it('ends the function when the body fails, because Middy then destroys the response', async () => {
    const cause = new Error('model gone')
    const body = new Readable({ read() {} })
    const result = await openInvocation(
      streaming(() => ({ statusCode: 200, body })),
      {},
    )
    body.destroy(cause)
    await expect(result.text()).rejects.toMatchObject({ errorType: 'Runtime.ExitError', cause })
    await expect(result.done).rejects.toBe(cause)
  })

  it("destroys the handler's body when the response is destroyed", async () => {
    const body = new Readable({ read() {} })
    const result = await openInvocation(
      streaming(() => ({ statusCode: 200, body })),
      {},
    )
    result.destroy()
    await expect(result.done).rejects.toThrow('Premature close')
    expect(body.destroyed).toBe(true)
  })
})

describe('openInvocation with a handler that writes to the stream', () => {
  it.each([1_024, 65_536])(
    'pauses a writer after %i bytes until someone reads',
    async (highWaterMark) => {
      let written = 0
      const chunk = Buffer.alloc(256)
      const paused = Promise.withResolvers<void>()
      const handler = streamifyResponse(async (_event, stream) => {
        for (let i = 0; i < 2_048; i++) {
          written += chunk.length
          if (stream.write(chunk)) continue
          paused.resolve()
          await once(stream as never, 'drain')
        }
        stream.end()
      })
      const result = await openInvocation(handler, {}, { highWaterMark })
      await paused.promise
      await new Promise((resolve) => setImmediate(resolve))
      expect(written).toBeLessThanOrEqual(3 * highWaterMark)
      expect((await result.text()).length).toBe(2_048 * chunk.length)
    },
  )

  it('yields what was written, then the error, when the handler throws after the first byte', async () => {
    const error = new RangeError('too late')
    const handler = streamifyResponse(async (_event, stream) => {
      HttpResponseStream.from(stream, { statusCode: 201 }).write('one')
      throw error
    })
    const result = await openInvocation(handler, {})
    const chunks = iterate(result)
    expect(result.statusCode).toBe(201)
    expect((await chunks.next()).value?.toString()).toBe('one')
    await expect(chunks.next()).rejects.toBe(error)
    await expect(result.done).rejects.toBe(error)
  })

  it('defaults to 200 and octet-stream without a prelude, or to the type of setContentType()', async () => {
    const raw = await openInvocation(
      streamifyResponse(async (_event, stream) => void stream.end('raw')),
      {},
    )
    expect(raw).toMatchObject({
      statusCode: 200,
      headers: { 'content-type': 'application/octet-stream' },
    })
    const typed = streamifyResponse(async (_event, stream) => {
      stream.setContentType('text/plain')
      stream.write({ any: 'object' })
      expect(() => stream.setContentType('text/html')).toThrow('too late')
      stream.end()
    })
    const result = await openInvocation(typed, {})
    expect(result.headers).toEqual({ 'content-type': 'text/plain' })
    expect(await result.text()).toBe('{"any":"object"}')
    await result.done
  })

  it('sends no prelude for end() alone, so there is no response', async () => {
    const handler = streamifyResponse(async (_event, stream) => {
      HttpResponseStream.from(stream, { statusCode: 204 }).end('x')
    })
    await expect(openInvocation(handler, {})).rejects.toMatchObject({
      errorType: 'Twin.MalformedResponse',
    })
  })

  it('is cut at the deadline when the handler never ends its stream', async () => {
    const handler = streamifyResponse(async (_event, stream) => void stream.write('one'))
    const result = await openInvocation(handler, {}, { timeoutMs: 50 })
    const chunks = iterate(result)
    await chunks.next()
    await expect(chunks.next()).rejects.toMatchObject({
      errorType: 'Sandbox.Timedout',
      message: 'Task timed out after 0.05 seconds',
    })
    await result.done
  })

  it('refuses a streaming handler that returns no promise', async () => {
    const handler = streamifyResponse((() => 'value') as never)
    await expect(openInvocation(handler, {})).rejects.toThrow('does not support non-async handlers')
  })

  it('lets the handler finish when the reader leaves', async () => {
    const handler = streamifyResponse(async (_event, stream) => {
      for (let i = 0; i < 64; i++)
        if (!stream.write(Buffer.alloc(65_536))) await once(stream as never, 'drain')
      stream.end()
    })
    const result = await openInvocation(handler, {})
    for await (const _chunk of result.body) break
    await result.done
  })
})

describe('openInvocation with a handler that does not stream', () => {
  it('interprets its return value as a Function URL does', async () => {
    const handler = async (event: { name: string }) => ({ statusCode: 201, body: event.name })
    const result = await openInvocation(handler, { name: 'a' })
    expect(result.statusCode).toBe(201)
    expect(await result.text()).toBe('a')
  })

  it('refuses a handler that is not a function', async () => {
    await expect(openInvocation({}, {})).rejects.toThrow(TypeError)
  })
})
