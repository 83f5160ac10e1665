import type { EventCase } from '../../scripts/events/event-case.ts'
import type { ChatPart } from '../../twin/chat-part.ts'
import type { Cloud } from '../../twin/cloud.ts'

/** How an answer ends for the client: with `[DONE]`, in an `error` frame, or as a JSON error. */
export type Ending = 'done' | `error ${string}` | `json ${string}`

/** Everything that a function depends on. */
export type World = Cloud & Pick<ChatPart, 'dynamodb'>

/** One failure, and how the request must still end. */
export type FailureCase = {
  /** What is broken, in a few words. */
  name: string
  /** Breaks the world before the function starts. */
  break?: (world: World) => void
  /** What the client sends instead of a good request. */
  request?: EventCase
  /** How many requests to send, one after another; the last one counts. @defaultValue 1 */
  requests?: number
  /** The function's timeout. @defaultValue 60000 */
  timeoutMs?: number
  /** Configuration in addition to the usual one. */
  environment?: (cloud: Cloud) => Record<string, string>
  /** Milliseconds that the client waits after each read. */
  readerPauseMs?: number
  status: number
  ending: Ending
  /** How a good request in the same sandbox ends when all services work. @defaultValue 'done' */
  afterwards?: Ending
  /** Total number of requests that reach the model. @defaultValue 1 for 200, else 0 */
  modelCalls?: number
  /** Maximum number of fetches of the key set. @defaultValue 1 */
  keyFetches?: number
  /** @defaultValue 'stop' for an answer that ends well */
  finish?: string
  /** Number of text frames, where they can be counted. */
  chunks?: number
  /** A part of the answer, as it is sent. */
  contains?: string
  /** The header's value, or a check of it. */
  retryAfter?: string | ((value: string | undefined) => boolean)
  /** Maximum milliseconds from the first byte of the answer to the last. */
  withinMs?: number
  /**
   * Facts in the log line of the last request, or in its error; `undefined` for one that must be
   * absent. `warned` has the codes of its warnings, with spaces between them.
   */
  logged?: Record<string, string | number | boolean | undefined>
}
