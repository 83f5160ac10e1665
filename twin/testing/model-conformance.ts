import { answerChecks } from './model-conformance-answer.ts'
import { failureChecks } from './model-conformance-failure.ts'
import { promptChecks } from './model-conformance-prompt.ts'
import { signalChecks } from './model-conformance-signal.ts'
import type { ConformanceCheck, ModelFactory, ModelWire } from './model-conformance-wire.ts'

export type {
  ConformanceCheck,
  ModelFactory,
  ModelRefusal,
  ModelTarget,
  ModelWire,
  SentMessage,
  WireBytes,
} from './model-conformance-wire.ts'

/**
 * The rules of a model, as tests for any runner. Each check starts a provider
 * on loopback and makes the model anew, so that they may run in any order. The
 * provider cuts, stalls, refuses, and repeats the key and the prompt in all of
 * its errors. A field of the prompt that the model does not honour has to be
 * refused with a `TypeError` that names it.
 *
 * @param makeModel makes the model that speaks to `url`, without `withRetry` or another wrapper
 * @param wire how its provider speaks
 * @example
 * for (const { name, run } of modelConformance((target) => myModel(target), wire)) test(name, run)
 */
export const modelConformance = (makeModel: ModelFactory, wire: ModelWire): ConformanceCheck[] => {
  const subject = { makeModel, wire }
  return [
    ...answerChecks(subject),
    ...promptChecks(subject),
    ...failureChecks(subject),
    ...signalChecks(subject),
  ]
}
