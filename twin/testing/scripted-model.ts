import type { ChatModel } from '../../src/answer/answer.ts'
import { type ScriptStep, scriptedAnswer } from './scripted-answer.ts'

/** A model that answers the first question by the first script and so on, the last one for ever; it counts. */
export const scriptedModel = (
  ...scripts: ScriptStep[][]
): ChatModel & { readonly calls: number } => {
  const state = {
    calls: 0,
    answer: (_prompt: unknown, { signal }: { signal: AbortSignal }) => {
      const script = scripts[Math.min(state.calls, scripts.length - 1)] ?? []
      state.calls += 1
      return scriptedAnswer(script, signal)
    },
  }
  return state
}

export const anyPrompt = { system: 'system', user: 'user' }
