import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import middy from '@middy/core'
import fc from 'fast-check'
import { expect } from 'vitest'
import { eventStream, streaming } from '../../middlewares/event-stream.ts'
import { jsonErrors } from '../../middlewares/json-errors.ts'
import type { ChatModel } from '../../src/answer/answer.ts'
import { type Frame, readFrames } from '../../twin/frames.ts'
import { openInvocation } from '../../twin/runtime/in-process.ts'
import type { ModelServer } from '../../twin/services/model-server.ts'
import type { ReplyWriter } from '../../twin/services/reply-writer.ts'
import { unhandledDuring } from '../../twin/testing/unhandled-rejections.ts'
import { eventually } from './eventually.ts'
import { runs } from './property-runs.ts'

/** A model over the real wire, and its provider's way of writing. */
export type WiredModel = {
  model: ChatModel
  server: ModelServer<unknown>
  /** The bytes of these parts, one after the other. */
  say(parts: readonly string[]): Buffer
  /** How an answer ends after its text: `none` ends well, `hang` does not end, others break it. */
  ends: Record<'none' | 'hang', End> & Record<string, End>
}

export type End = (writer: ReplyWriter) => unknown

const failedFrame = { event: 'error', data: expect.objectContaining({ code: expect.any(String) }) }

/**
 * Whatever the provider sends and however it is split, the client receives a
 * prefix of the truth, then one terminal frame; `[DONE]` only after all of it.
 */
export const expectPrefixes = async ({ model, server, say, ends }: WiredModel): Promise<void> => {
  const expectPrefix = async (
    parts: string[],
    sizes: number[],
    delayMs: number,
    fault: string,
  ): Promise<void> => {
    server.script(async (_request, writer) => {
      for (const packet of packets(say(parts), sizes)) {
        await writer.write(packet)
        if (delayMs > 0) await writer.delay(delayMs)
      }
      await ends[fault]?.(writer)
    })
    const { statusCode, frames, bytes } = await answered(model, fault)
    const truth = parts.join('')
    if (statusCode === 200) {
      expect(frames.filter(isTerminal)).toEqual([frames.at(-1)])
      const heard = frames.map(textOf).join('')
      expect(truth.startsWith(heard)).toBe(true)
      if (frames.at(-1) && isDone(frames.at(-1) as Frame)) expect(heard).toBe(truth)
      expect(frames.at(-1), `after ${fault}`).toEqual(
        fault === 'none' && truth !== '' ? { data: '[DONE]' } : failedFrame,
      )
    } else {
      expect(JSON.parse(bytes.toString())).toMatchObject({ error: expect.any(String) })
    }
    await eventually(() => expect(server.open).toBe(0))
  }
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.string({ unit: 'grapheme', maxLength: 20 }), { maxLength: 8 }),
      fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 1, maxLength: 6 }),
      fc.integer({ min: 0, max: 2 }),
      fc.constantFrom(...Object.keys(ends)),
      async (...run) => {
        expect(await unhandledDuring(() => expectPrefix(...run))).toEqual([])
      },
    ),
    runs(60),
  )
}

const answered = async (model: ChatModel, fault: string) => {
  const silent = fault === 'hang' ? 40 : 10_000
  const handler = middy(streaming)
    .use(jsonErrors())
    .use(
      eventStream({
        holdStatusMs: 20,
        heartbeatMs: 15,
        idleTimeoutMs: silent,
        firstTextTimeoutMs: silent,
      }),
    )
    .handler((_event, { signal }) => model.answer({ system: '', user: 'Why?' }, { signal }))
  const { statusCode, body } = await openInvocation(handler, {})
  const bytes = await buffer(body)
  const streamed = statusCode === 200
  return { statusCode, frames: streamed ? await readFrames(Readable.from([bytes])) : [], bytes }
}

/** The bytes in packets of these sizes; the last size repeats. */
const packets = function* (bytes: Buffer, sizes: readonly number[]) {
  for (let [at, packet] = [0, 0]; at < bytes.length; packet++) {
    const size = sizes[Math.min(packet, sizes.length - 1)] ?? bytes.length
    yield bytes.subarray(at, at + size)
    at += size
  }
}

function isDone(frame: Frame): boolean {
  return 'data' in frame && frame.data === '[DONE]'
}

function isTerminal(frame: Frame): boolean {
  return isDone(frame) || ('event' in frame && frame.event === 'error')
}

function textOf(frame: Frame): string {
  const isText = 'data' in frame && frame.event === undefined && !isDone(frame)
  return isText ? (frame.data as { chunk: string }).chunk : ''
}
