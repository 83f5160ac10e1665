import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import middy from '@middy/core'
import { executionModeStreamifyResponse } from '@middy/core/StreamifyResponse'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { type Frame, readFrames } from '../../local/frames.ts'
import { openInvocation } from '../../local/runtime/in-process.ts'
import { type Gemini, startGemini } from '../../local/services/gemini.ts'
import { sse } from '../../local/services/gemini-wire.ts'
import type { ReplyWriter } from '../../local/services/reply-writer.ts'
import { runs } from '../../local/testing/property-runs.ts'
import { eventStream } from '../../middlewares/event-stream.ts'
import { jsonErrors } from '../../middlewares/json-errors.ts'
import { gemini } from './gemini.ts'

let google: Gemini
const unhandled: unknown[] = []
const note = (reason: unknown) => unhandled.push(reason)

beforeAll(async () => {
  google = await startGemini({ apiKey: 'key' })
  process.on('unhandledRejection', note)
})
afterAll(async () => {
  await google.close()
  process.off('unhandledRejection', note)
})

/** For requests whose end the server sees a moment later. */
const patience = { timeout: 10_000 }
const failedFrame = { event: 'error', data: expect.objectContaining({ code: expect.any(String) }) }

const faults = ['none', 'cut', 'hang', 'error object', 'malformed', 'no finish'] as const
type Fault = (typeof faults)[number]

/** How a fault is written, after the text. */
const ends: Record<Fault, (writer: ReplyWriter) => Promise<unknown> | unknown> = {
  none: (writer) =>
    writer.write(sse({ candidates: [{ content: { parts: [] }, finishReason: 'STOP' }] })),
  cut: (writer) => writer.destroy(),
  hang: (writer) => writer.hang(),
  'error object': (writer) => writer.write(sse({ error: { code: 503, message: 'overloaded' } })),
  malformed: (writer) => writer.write('data: {"candidates"\r\n\r\n'),
  'no finish': () => {},
}

const chunksOf = (parts: readonly string[]) =>
  Buffer.from(
    parts.map((part) => sse({ candidates: [{ content: { parts: [{ text: part }] } }] })).join(''),
  )

/** The bytes in packets of these sizes, the last of them again and again. */
const packets = function* (bytes: Buffer, sizes: readonly number[]) {
  for (let [at, packet] = [0, 0]; at < bytes.length; packet++) {
    const size = sizes[Math.min(packet, sizes.length - 1)] ?? bytes.length
    yield bytes.subarray(at, at + size)
    at += size
  }
}

const answered = async (fault: Fault) => {
  const silent = fault === 'hang' ? 40 : 10_000
  const model = gemini({ model: 'm', apiKey: async () => 'key', baseUrl: google.url })
  const handler = middy({ executionMode: executionModeStreamifyResponse, timeoutEarlyInMillis: 0 })
    .use(jsonErrors())
    .use(
      eventStream({
        holdStatusMs: 20,
        heartbeatMs: 15,
        idleTimeoutMs: silent,
        firstTextTimeoutMs: silent,
      }),
    )
    .handler(
      (_event, { signal }) => model.answer({ system: '', user: 'Why?' }, { signal }) as never,
    )
  const { statusCode, body } = await openInvocation(handler, {})
  const bytes = await buffer(body)
  const streamed = statusCode === 200
  return { statusCode, frames: streamed ? await readFrames(Readable.from([bytes])) : [], bytes }
}

it('whatever Google sends, however it is split: text is a prefix of the truth, then one terminal frame', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.string({ unit: 'grapheme', maxLength: 20 }), { maxLength: 8 }),
      fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 1, maxLength: 6 }),
      fc.integer({ min: 0, max: 2 }),
      fc.constantFrom(...faults),
      async (parts, sizes, delayMs, fault) => {
        google.script(async (_request, writer) => {
          for (const packet of packets(chunksOf(parts), sizes)) {
            await writer.write(packet)
            if (delayMs > 0) await writer.delay(delayMs)
          }
          await ends[fault](writer)
        })
        const { statusCode, frames, bytes } = await answered(fault)
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
        await vi.waitFor(() => expect(google.open).toBe(0), patience)
        expect(unhandled).toEqual([])
      },
    ),
    runs(60),
  )
})

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
