import type { Answer, AnswerEvent } from '../../src/answer/answer.ts'
import { abortable } from '../../src/answer/signal.ts'

/** A step of a scripted answer: an event, a failure, or a pause in milliseconds. */
export type ScriptStep = AnswerEvent | Error | number

/** A step that says this text. */
export const text = (value: string): AnswerEvent => ({ type: 'text', text: value })
/** A step that reports the usage. */
export const usage: AnswerEvent = { type: 'usage', inputTokens: 12, outputTokens: 3 }
/** The last step of a complete answer. */
export const stop: AnswerEvent = { type: 'finish', reason: 'stop' }
/** A pause that only the signal ends. */
export const forever = Number.POSITIVE_INFINITY

/** A model that follows a script. Like every model, it stops at the source on abort. */
export async function* scriptedAnswer(
  steps: readonly ScriptStep[],
  signal: AbortSignal,
): AsyncGenerator<AnswerEvent, void, undefined> {
  for (const step of steps) {
    signal.throwIfAborted()
    if (step instanceof Error) throw step
    if (typeof step === 'number') await pause(step, signal)
    else yield step
  }
}

/** The same as an answer, which counts how often it is asked for more. */
export const counted = (answer: Answer): Answer & { readonly asked: number } => {
  const state = {
    asked: 0,
    [Symbol.asyncIterator]: () => {
      const iterator = answer[Symbol.asyncIterator]()
      return {
        next: () => {
          state.asked += 1
          return iterator.next()
        },
        return: async () =>
          (await iterator.return?.()) ?? { done: true as const, value: undefined },
      }
    },
  }
  return state
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const timer = ms === forever ? undefined : setTimeout(resolve, ms)
  try {
    await abortable(promise, signal)
  } finally {
    clearTimeout(timer)
  }
}
