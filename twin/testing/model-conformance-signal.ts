import assert from 'node:assert/strict'
import { getEventListeners } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { saying } from './model-conformance-answer.ts'
import type { ProviderScript } from './model-conformance-reply.ts'
import { broken, onStage, type Stage, type Step, within } from './model-conformance-stage.ts'
import type { ConformanceCheck, Subject } from './model-conformance-wire.ts'
import { unhandledDuring } from './unhandled-rejections.ts'

/** How an answer stops when it is no longer wanted, and what it leaves behind. */
export const signalChecks = (subject: Subject): ConformanceCheck[] => {
  const { wire } = subject
  const silent: ProviderScript = ({ hang }) => hang()
  const stalling: ProviderScript = async ({ say, hang }) => {
    await say(wire.text('Hello'))
    await hang()
  }
  const breaking: ProviderScript = async ({ say, heard, cut }) => {
    await say(wire.text('Hello'))
    await heard('Hello')
    cut()
  }
  const check = (
    name: string,
    script: ProviderScript,
    use: (stage: Stage) => Promise<void>,
  ): ConformanceCheck => ({ name, run: () => onStage(subject, { script }, use) })

  return [
    check('stops when its signal aborts before the first byte', silent, async (stage) => {
      const step = stage.next(goesOn)
      await within(stage.asked, 'The model sends no request')
      await checkAbort(stage, step)
    }),
    check('stops when its signal aborts mid-stream', stalling, async (stage) => {
      await stage.firstText()
      await checkAbort(stage, stage.next(goesOn))
    }),
    check(
      'sends nothing when its signal has already aborted',
      saying(wire, 'Hello'),
      async (stage) => {
        stage.controller.abort(reason)
        checkReason(await stage.next(goesOn))
        await sleep(10)
        const { length } = stage.requests
        assert.ok(length === 0, 'The model sends a request although its signal has aborted')
      },
    ),
    check('ends the request when its reader leaves', stalling, async (stage) => {
      await stage.firstText()
      await within(stage.leave(), 'The answer does not end when its reader leaves')
      await checkLeft(stage, 'its reader has left')
    }),
    {
      name: 'leaves no listener on the signal',
      run: async () => {
        for (const [script, use, what] of [
          [saying(wire, 'Hello'), toItsEnd, 'that is complete'],
          [breaking, toItsEnd, 'that broke off'],
          [stalling, leave, 'that was abandoned'],
        ] as const) {
          await onStage(subject, { script }, async (stage) => {
            await use(stage)
            const { length } = getEventListeners(stage.controller.signal, 'abort')
            assert.ok(length === 0, `A listener remains on the signal after an answer ${what}`)
          })
        }
      },
    },
    {
      name: 'leaves no unhandled rejection',
      run: async () => {
        const unhandled = await unhandledDuring(async () => {
          for (const [script, use] of [
            [breaking, toItsEnd],
            [stalling, leave],
            [stalling, abort],
            [silent, abort],
          ] as const) {
            await onStage(subject, { script }, use)
          }
          await sleep(10)
        })
        if (unhandled.length > 0) throw broken('A promise rejection is unhandled', unhandled[0])
      },
    },
  ]
}

const reason = new Error('The reader wants no more')
const goesOn = 'The model continues after its signal aborted'

async function checkAbort(stage: Stage, step: Promise<Step>): Promise<void> {
  // By then the model has done whatever it does with the first byte.
  await sleep(1)
  stage.controller.abort(reason)
  checkReason(await step)
  await checkLeft(stage, 'its signal has aborted')
}

function checkReason(step: Step): void {
  if ('error' in step && step.error === reason) return
  const complaint = "The model does not reject with its signal's reason"
  throw broken(complaint, 'error' in step ? step.error : undefined)
}

async function checkLeft(stage: Stage, what: string): Promise<void> {
  const { left } = await stage.asked
  await within(left, `The request to the provider continues after ${what}`)
}

async function toItsEnd(stage: Stage): Promise<void> {
  await stage.read('The answer does not end with the stream')
}

async function leave(stage: Stage): Promise<void> {
  await stage.firstText()
  await within(stage.leave(), 'The answer does not end when its reader leaves')
}

/** Another check covers whether the model stops here. */
async function abort(stage: Stage): Promise<void> {
  const step = stage.next(goesOn).catch(() => {})
  await within(stage.asked, 'The model sends no request')
  stage.controller.abort(reason)
  await Promise.race([step, sleep(50)])
}
