import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import type { AnswerEvent } from '../../src/answer/answer.ts'
import { modelCalls } from '../../src/answer/model-calls.ts'
import type { ProviderScript } from './model-conformance-reply.ts'
import { broken, onStage, type Stage } from './model-conformance-stage.ts'
import type { ConformanceCheck, ModelWire, Subject } from './model-conformance-wire.ts'

/** A provider that says this and then finishes normally. */
export const saying =
  (wire: ModelWire, ...texts: string[]): ProviderScript =>
  ({ say }) =>
    say(...texts.map((text) => wire.text(text)), wire.finish, wire.trailer)

/** The rules for an answer that nothing interrupts. */
export const answerChecks = (subject: Subject): ConformanceCheck[] => {
  const { wire } = subject
  const check = (
    name: string,
    script: ProviderScript,
    use: (stage: Stage) => Promise<void>,
  ): ConformanceCheck => ({ name, run: () => onStage(subject, { script }, use) })

  return [
    check(
      'streams text as it arrives',
      async ({ say, heard }) => {
        await say(wire.text('Hello'))
        await heard('Hello')
        await say(wire.text(', you.'), wire.finish, wire.trailer)
      },
      async (stage) => {
        await stage.firstText()
        await collectAnswer(stage)
      },
    ),
    check('passes on the complete text', saying(wire, 'Hello', ', you.'), async (stage) => {
      assert.equal(
        textOf(await collectAnswer(stage)),
        'Hello, you.',
        'The model does not pass on the text of its provider',
      )
    }),
    check(
      'keeps characters that are split between packets',
      ({ sayBytewise }) => sayBytewise(wire.text('안녕 😀'), wire.finish, wire.trailer),
      async (stage) => {
        assert.equal(
          textOf(await collectAnswer(stage)),
          '안녕 😀',
          'The model breaks characters that are split between packets',
        )
      },
    ),
    check('finishes once, after the text', saying(wire, 'Hello', ', you.'), async (stage) => {
      checkFinish(await collectAnswer(stage))
    }),
    check(
      'sends its request with the first next(), not before',
      saying(wire, 'Hello'),
      async (stage) => {
        const { model, prompt, controller, requests } = stage
        model.answer(prompt, { signal: controller.signal })[Symbol.asyncIterator]()
        await sleep(10)
        assert.ok(requests.length === 0, 'The model sends a request before its answer is read')
      },
    ),
    check('records its call for the log', saying(wire, 'Hello'), async (stage) => {
      await collectAnswer(stage)
      const { model, count } = modelCalls(stage.controller.signal)
      assert.ok(model && count === 1, 'The model does not record its call exactly once for the log')
    }),
  ]
}

/** @throws AssertionError if the answer fails */
async function collectAnswer(stage: Stage): Promise<AnswerEvent[]> {
  const { events, failure } = await stage.read('The answer does not end with the stream')
  if (failure) throw broken('The model fails although its provider does not', failure.error)
  return events
}

function textOf(events: readonly AnswerEvent[]): string {
  return events.map((event) => (event.type === 'text' ? event.text : '')).join('')
}

function checkFinish(events: readonly AnswerEvent[]): void {
  const finishes = events.filter((event) => event.type === 'finish')
  assert.ok(finishes.length > 0, 'The answer ends without a finish')
  assert.ok(finishes.length === 1, 'The model finishes more than once')
  assert.ok(finishes[0]?.reason === 'stop', 'The finish reason is not `stop`')
  const after = events.slice(events.findIndex(({ type }) => type === 'finish') + 1)
  assert.ok(
    after.every(({ type }) => type === 'usage'),
    'An event other than usage follows the finish',
  )
  assert.ok(
    events.every(({ type }) => ['text', 'usage', 'finish'].includes(type)),
    'The answer has an event other than text, usage and finish',
  )
}
