import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import middy from '@middy/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { httpError } from '../src/errors/http-error.ts'
import { fakeTime, settle } from '../test/support/faked-time.ts'
import { runs } from '../test/support/property-runs.ts'
import { modes } from '../test/support/stacks.ts'
import { refuseUnhandledRejections } from '../test/support/unhandled-rejections.ts'
import { type Frame, readFrames } from '../twin/frames.ts'
import { openInvocation } from '../twin/runtime/in-process.ts'
import {
  type ScriptStep,
  scriptedAnswer,
  stop,
  text,
  usage,
} from '../twin/testing/scripted-answer.ts'
import { eventStream, streaming } from './event-stream.ts'
import { jsonAnswer } from './json-answer.ts'
import { jsonErrors } from './json-errors.ts'

fakeTime()
refuseUnhandledRejections()

/** What a client gets of a function that may run for two minutes. */
const answered = async (handler: unknown) => {
  const response = openInvocation(handler, {}, { timeoutMs: 120_000 }).then(
    async ({ statusCode, body }) => ({ statusCode, bytes: await buffer(body) }),
  )
  return settle(response)
}

/** What becomes of an answer by this script as JSON: the whole of it, or the code of an error. */
const asJson = async (steps: readonly ScriptStep[], mode: object) => {
  const handler = middy(mode)
    .use(jsonErrors())
    .use(jsonAnswer({ timeoutMs: 900_000 }))
    .handler((_event, { signal }) => scriptedAnswer(steps, signal))
  const { statusCode, bytes } = await answered(handler)
  const body = JSON.parse(bytes.toString())
  return statusCode === 200 ? body : { code: body.error }
}

/** The same of a stream, put together by a client. */
const asStream = async (steps: readonly ScriptStep[]) => {
  const handler = middy(streaming)
    .use(jsonErrors())
    .use(eventStream())
    .handler((_event, { signal }) => scriptedAnswer(steps, signal))
  const { statusCode, bytes } = await answered(handler)
  if (statusCode !== 200) return { code: JSON.parse(bytes.toString()).error }
  const frames = await readFrames(Readable.from([bytes]))
  const [error] = dataOf(frames, 'error')
  if (error) return { code: error.code }
  return {
    answer: dataOf(frames, undefined)
      .map(({ chunk }) => chunk ?? '')
      .join(''),
    finishReason: dataOf(frames, 'finish')[0]?.reason,
    usage: dataOf(frames, 'usage').at(-1),
  }
}

describe.each(modes)('in $mode mode, whatever the answer does', ({ options: mode }) => {
  const step = fc.oneof(
    { weight: 4, arbitrary: fc.string({ unit: 'grapheme' }).map(text) },
    fc.nat(9).map((outputTokens) => ({ ...usage, outputTokens }) as typeof usage),
    fc.integer({ min: 0, max: 30_000 }),
  )
  const end = fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom([stop], [stop, usage]) },
    fc.constantFrom(
      [],
      [{ type: 'finish' as const, reason: 'refused' as const }],
      [stop, text('more')],
      [new Error('boom')],
      [httpError('model_overloaded', { message: 'Safe to show', cause: { package: 'test' } })],
    ),
  )

  it('the client has all of it or the code of an error, as it has of a stream', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 8 }), end, async (steps, last) => {
        const script = [...steps, ...last]
        expect(await asJson(script, mode)).toEqual(await asStream(script))
      }),
      runs(200),
    )
  })
})

function dataOf(frames: readonly Frame[], event: string | undefined): Record<string, string>[] {
  return frames
    .filter((frame) => 'data' in frame && frame.event === event)
    .map((frame) => ('data' in frame ? frame.data : {}) as Record<string, string>)
}
