import type { ChatModel } from '../../src/answer/answer.ts'
import { type ScriptStep, scriptedAnswer } from './scripted-answer.ts'

/** Answers the first question with the first script, and so on; repeats the last. Counts calls. */
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
