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
 * on loopback and makes a new model, so the checks can run in any order. The
 * provider cuts, stalls and refuses, and repeats the key and the prompt in all
 * its errors. The model must refuse any field of the prompt that it does not
 * honour, with a `TypeError` that names the field.
 *
 * @param makeModel makes the model that connects to `url`, without `withRetry` or another wrapper
 * @param wire the protocol of its provider
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
