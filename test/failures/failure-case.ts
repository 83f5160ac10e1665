import type { EventCase } from '../../scripts/events/event-case.ts'
import type { ChatPart } from '../../twin/chat-part.ts'
import type { Cloud } from '../../twin/cloud.ts'

/** How an answer ends for the client: with `[DONE]`, in an `error` frame, or as a JSON error. */
export type Ending = 'done' | `error ${string}` | `json ${string}`

/** All that a function stands on. */
export type World = Cloud & Pick<ChatPart, 'dynamodb'>

/** One way in which things go wrong, and how the request has to end all the same. */
export type FailureCase = {
  /** What is broken, in a few words. */
  name: string
  /** Breaks the world before the function starts. */
  break?: (world: World) => void
  /** What the client sends instead of a good request. */
  request?: EventCase
  /** So many requests, one after another; the last one counts. @defaultValue 1 */
  requests?: number
  /** The function's timeout. @defaultValue 60000 */
  timeoutMs?: number
  /** Configuration beside the usual. */
  environment?: (cloud: Cloud) => Record<string, string>
  /** Milliseconds that the client waits after each read. */
  readerPauseMs?: number
  status: number
  ending: Ending
  /** How a good request ends in the same sandbox afterwards, all services being well. @defaultValue 'done' */
  afterwards?: Ending
  /** Requests that reach the model in all. @defaultValue 1 for 200, else 0 */
  modelCalls?: number
  /** Fetches of the key set at most. @defaultValue 1 */
  keyFetches?: number
  /** @defaultValue 'stop' for an answer that ends well */
  finish?: string
  /** Text frames, where they can be counted. */
  chunks?: number
  /** The header, or whether it is right. */
  retryAfter?: string | ((value: string | undefined) => boolean)
  /** Milliseconds from the first byte of the answer to the last, at most. */
  withinMs?: number
  /** Facts that the last request's line in the log has; `undefined` for one that it has not. */
  logged?: Record<string, string | number | boolean | undefined>
}
