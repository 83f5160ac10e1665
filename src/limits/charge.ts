import type { AnswerEvent, AnswerUsage } from '../answer/answer.ts'
import { usageOf } from '../errors/error-usage.ts'
import { type ErrorCode, isHttpError } from '../errors/http-error.ts'
import { tokensOf } from './estimate.ts'

/** The tokens that an answer used. */
export type Usage = Omit<AnswerUsage, 'type'>

/** Adds up what an answer uses, see `usageMeter`. */
export type UsageMeter = {
  note(event: AnswerEvent): void
  /** What is to be charged now. @param thrown why the answer failed, if it did */
  used(thrown?: unknown): Usage
}

/**
 * With these codes a provider did not serve the request at all, and charges nothing for it.
 *
 * @see https://ai.google.dev/gemini-api/docs/billing
 */
const unserved: ReadonlySet<string> = new Set<ErrorCode>([
  'model_busy',
  'model_failed',
  'model_misconfigured',
  'model_overloaded',
  'model_quota_exceeded',
  'model_unavailable',
  'model_unreachable',
  'parameter_unavailable',
  'prompt_too_long',
])

/**
 * What an answer used: what the provider counted, also in an answer that failed. Where it broke off
 * before that, the estimate of what the model read, and of what it was heard to say. Nothing if
 * the provider did not serve it.
 *
 * @param inputTokens the estimate of what the model reads
 */
export const usageMeter = (inputTokens: number): UsageMeter => {
  let counted: Usage | undefined
  let bytes = 0
  return {
    note: (event) => {
      if (event.type === 'text') bytes += Buffer.byteLength(event.text)
      if (event.type === 'usage') {
        counted = { inputTokens: event.inputTokens, outputTokens: event.outputTokens }
      }
    },
    used: (thrown) => {
      const reported = counted ?? usageOf(thrown)
      if (reported) return reported
      if (bytes === 0 && isHttpError(thrown) && unserved.has(thrown.code)) {
        return { inputTokens: 0, outputTokens: 0 }
      }
      return { inputTokens, outputTokens: tokensOf(bytes) }
    },
  }
}
