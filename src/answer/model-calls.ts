import { requestOf } from './linked-signal.ts'

/** How a request was answered: which model came last, how often models were asked, and whether by a fallback. */
export type ModelCalls = { model?: string; count: number; fallback: boolean }

const calls = new WeakMap<AbortSignal, ModelCalls>()

/**
 * What is noted of the models' calls for one request, for its log line. The
 * key is the request's signal: each model and each wrapper has it, and each
 * request has one of its own.
 */
export const modelCalls = (signal: AbortSignal): ModelCalls => {
  const request = requestOf(signal)
  const noted = calls.get(request) ?? { count: 0, fallback: false }
  calls.set(request, noted)
  return noted
}

/** Notes that a model is asked. @param model its id, as the provider names it */
export const noteModelCall = (signal: AbortSignal, model: string): void => {
  const noted = modelCalls(signal)
  noted.model = model
  noted.count += 1
}
