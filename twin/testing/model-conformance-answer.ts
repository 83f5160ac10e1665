import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import type { AnswerEvent } from '../../src/answer/answer.ts'
import { modelCalls } from '../../src/answer/model-calls.ts'
import { broken, onStage, type ProviderScript, type Stage } from './model-conformance-stage.ts'
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
      'streams text as it comes',
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
    check('says all of the text', saying(wire, 'Hello', ', you.'), async (stage) => {
      assert.equal(
        textOf(await collectAnswer(stage)),
        'Hello, you.',
        'The model does not say what its provider says',
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
    check('asks with the first next() and not before', saying(wire, 'Hello'), async (stage) => {
      const { model, prompt, controller, requests } = stage
      model.answer(prompt, { signal: controller.signal })[Symbol.asyncIterator]()
      await sleep(10)
      assert.ok(requests.length === 0, 'The model sends a request before anybody reads its answer')
    }),
    check('notes its call for the log', saying(wire, 'Hello'), async (stage) => {
      await collectAnswer(stage)
      const { model, count } = modelCalls(stage.controller.signal)
      assert.ok(model && count === 1, 'The model does not note its call once for the log')
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
  assert.ok(finishes[0]?.reason === 'stop', 'The reason of the finish is not `stop`')
  const after = events.slice(events.findIndex(({ type }) => type === 'finish') + 1)
  assert.ok(
    after.every(({ type }) => type === 'usage'),
    'Something other than usage comes after the finish',
  )
  assert.ok(
    events.every(({ type }) => ['text', 'usage', 'finish'].includes(type)),
    'Something other than text, usage and the finish is in the answer',
  )
}
