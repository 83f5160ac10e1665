import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import middy from '@middy/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { AnswerText } from '../src/answer/answer.ts'
import { httpError } from '../src/errors/http-error.ts'
import { fakeTime, settle } from '../test/support/faked-time.ts'
import { runs } from '../test/support/property-runs.ts'
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
import { jsonErrors } from './json-errors.ts'

fakeTime()
refuseUnhandledRejections()

/** What a client gets of an answer by this script, from a function that may run for two minutes. */
const answered = async (steps: readonly ScriptStep[]) => {
  const handler = middy(streaming)
    .use(jsonErrors())
    .use(eventStream())
    .handler((_event, { signal }) => scriptedAnswer(steps, signal))
  const response = openInvocation(handler, {}, { timeoutMs: 120_000 }).then(
    async ({ statusCode, body }) => ({
      statusCode,
      bytes: await buffer(body),
    }),
  )
  return settle(response)
}

const failure = httpError('model_overloaded', {
  message: 'Safe to show',
  cause: { package: 'test' },
})

describe('whatever the answer does', () => {
  const step = fc.oneof(
    fc.string({ unit: 'grapheme' }).map(text),
    fc.constant(usage),
    fc.constantFrom(stop, { type: 'finish' as const, reason: 'length' as const }),
    fc.integer({ min: 0, max: 60_000 }),
    fc.constantFrom(new Error('boom'), failure),
  )

  it('the frames are a prefix of it and end with exactly one terminal frame', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
        const { statusCode, bytes } = await answered(steps)
        if (statusCode !== 200) {
          expect(JSON.parse(bytes.toString())).toHaveProperty('error')
          return
        }
        const frames = await readFrames(Readable.from([bytes]))
        expect(frames.filter(isTerminal)).toEqual([frames.at(-1)])
        const heard = frames.filter(
          (frame) => 'data' in frame && !frame.event && !isTerminal(frame),
        )
        const said = steps.filter((each) => typeof each === 'object' && 'text' in each && each.text)
        expect(
          said
            .map((each) => ({ data: { chunk: (each as AnswerText).text } }))
            .slice(0, heard.length),
        ).toEqual(heard)
      }),
      runs(200),
    )
  })
})

function isTerminal(frame: Frame): boolean {
  return 'data' in frame && (frame.data === '[DONE]' || frame.event === 'error')
}
