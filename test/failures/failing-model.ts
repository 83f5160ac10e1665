import type { FinishReason } from '../../src/answer/answer.ts'
import type { Cloud } from '../../twin/cloud.ts'
import type { ModelServer } from '../../twin/services/model-server.ts'
import type { Refusal } from '../../twin/services/reply-writer.ts'

/** The HTTP errors of a model, by their meaning. */
export type RefusalName =
  | 'credentials'
  | 'quota'
  | 'dayQuota'
  | 'failure'
  | 'overload'
  | 'timeout'
  | 'tooLong'

/** A model of the twin, and how to make it fail on its own wire. */
export type FailingModel = {
  server(cloud: Cloud): ModelServer<unknown>
  /** The variable that holds its address. */
  address: string
  /** The id of the model or of the agent, as it is logged. */
  id: string
  text(text: string): Uint8Array
  refusals: Record<RefusalName, Refusal>
  /** A check of `retry-after` for a daily quota, if the provider's quotas reset at a known time. */
  quotaReset?: (seconds: string | undefined) => boolean
  /** An overload error inside a stream. */
  error: Uint8Array
  malformed: Uint8Array
  /** A message that ends inside a character. */
  half: Uint8Array
  /** The end of a complete answer. */
  end: Uint8Array
  /** Answers that end properly but contain no text, by what they consist of. */
  empty: Record<string, Uint8Array>
  /** Only for a model that reports why it ended. */
  reasons?: {
    end: Record<Exclude<FinishReason, 'stop'>, Uint8Array>
    /** Reasons that do not mean a proper end, by the provider's word. */
    odd: Record<string, Uint8Array>
    blocked: Uint8Array
    thought(text: string): Uint8Array
  }
}
