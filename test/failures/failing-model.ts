import type { FinishReason } from '../../src/answer/answer.ts'
import type { Cloud } from '../../twin/cloud.ts'
import type { ModelServer } from '../../twin/services/model-server.ts'
import type { Refusal } from '../../twin/services/reply-writer.ts'

/** The HTTP errors of a model, by what they say. */
export type RefusalName =
  | 'credentials'
  | 'quota'
  | 'dayQuota'
  | 'failure'
  | 'overload'
  | 'timeout'
  | 'tooLong'

/** A model of the twin, and how it is made to fail on its own wire. */
export type FailingModel = {
  server(cloud: Cloud): ModelServer<unknown>
  /** The variable that says where it is. */
  address: string
  /** The id of the model or of the agent, as the log has it. */
  id: string
  text(text: string): Uint8Array
  refusals: Record<RefusalName, Refusal>
  /** An overload, inside a stream. */
  error: Uint8Array
  malformed: Uint8Array
  /** A message that ends inside a character. */
  half: Uint8Array
  /** The end of an answer that is whole. */
  end: Uint8Array
  /** Answers that end as they should and hold no text, by what they consist of. */
  empty: Record<string, Uint8Array>
  /** What only a model says that gives a reason for its end. */
  reasons?: {
    end: Record<Exclude<FinishReason, 'stop'>, Uint8Array>
    /** Reasons that are no end, by the provider's word. */
    odd: Record<string, Uint8Array>
    blocked: Uint8Array
    thought(text: string): Uint8Array
  }
}
