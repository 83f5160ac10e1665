import { type ErrorCode, isRetryable } from '../../contract/error-catalogue.ts'
import { InsecureContextError, SignInError } from './authorized-fetch.ts'
import { SilenceError, within } from './event-source.ts'

/** One step of an answer. The last one is `finish` or `error`. */
export type ChatEvent =
  | { type: 'text'; text: string }
  | { type: 'usage'; inputTokens: number; outputTokens: number }
  | { type: 'finish'; reason: 'stop' | 'length' | 'refused' }
  | ({ type: 'error' } & ChatFailure)

/** Why there is no answer, or only a part of it. */
export type ChatFailure = {
  /**
   * The server's code (`token_expired`, `model_busy`, `model_stalled`, …), the client's own
   * (`ClientErrorCode`), or `http_NNN` (a response without a code, e.g. from a firewall).
   */
  code: string
  /** Safe to show, in English. */
  message: string
  /** Whether the same question may be answered later. */
  retryable: boolean
  /** The HTTP status; absent if the answer had begun or no response came. */
  status?: number
  /** The delay in seconds, if the server states one. */
  retryAfterSeconds?: number
  /** When a limit that is used up resets, as an ISO 8601 time, if the server states it. */
  resetsAt?: string
}

/**
 * The client's own codes: `network` (the server or the sign-in was not reached), `truncated` (the
 * connection broke), `silent` (not even a heartbeat came), `sign_in` (there is no token),
 * `insecure_context` (the page lacks `crypto.subtle`), `unexpected` (a custom client threw).
 */
export type ClientErrorCode =
  | 'insecure_context'
  | 'network'
  | 'sign_in'
  | 'silent'
  | 'truncated'
  | 'unexpected'

/** A failure with this code. */
export type FailureOf<Code extends string> = ChatFailure & { code: Code }

export const failed = (failure: ChatFailure): ChatEvent => ({ type: 'error', ...failure })

/**
 * The fields of an error body that hold its code and its message; they differ between our APIs.
 * `codes` are those of the statuses whose body has only a message.
 */
export type RefusalFields = {
  codeField: string
  messageField: string
  codes?: Partial<Record<number, ErrorCode>>
}

/**
 * The failure that an unexpected response reports. Its body is read for at most `silenceMs`. A body
 * without our fields is that of a gateway, e.g. a firewall, which may let the next request pass.
 */
export const httpFailure = async (
  response: Response,
  { codeField, messageField, codes }: RefusalFields,
  silenceMs: number,
): Promise<ChatFailure> => {
  const { status, headers } = response
  const body = await within(silenceMs, response.json()).catch(() => undefined)
  const field = (name: string) => (typeof body?.[name] === 'string' ? body[name] : undefined)
  const message = field(messageField)
  const code = field(codeField) ?? (message && codes?.[status]) ?? `http_${status}`
  const fromGateway = message === undefined && field(codeField) === undefined
  const resetsAt = field('resetsAt')
  const retryAfter = headers.get('retry-after') ?? ''
  return {
    code,
    message: message ?? `The server answered ${status}.`,
    retryable: isRetryable(status, code) || (fromGateway && (status === 403 || status >= 500)),
    status,
    ...(/^\d+$/.test(retryAfter) && { retryAfterSeconds: Number(retryAfter) }),
    ...(resetsAt !== undefined && { resetsAt }),
  }
}

export const truncated: FailureOf<ClientErrorCode> = {
  code: 'truncated',
  message: 'The connection was lost before the answer ended.',
  retryable: true,
}

/** The failure for a thrown error. @param begun whether the answer had begun */
export const failureOf = (error: unknown, begun: boolean): FailureOf<ClientErrorCode> => {
  if (error instanceof SignInError) {
    return { code: 'sign_in', message: 'Sign in first.', retryable: false }
  }
  if (error instanceof InsecureContextError) {
    const message = 'The page was not loaded over https.'
    return { code: 'insecure_context', message, retryable: false }
  }
  if (error instanceof SilenceError) {
    const message = 'The server has been silent for too long.'
    return { code: 'silent', message, retryable: true }
  }
  if (begun) return truncated
  return { code: 'network', message: 'The server cannot be reached.', retryable: true }
}

/** The event of a frame; `done` for the terminal frame, `undefined` for an unknown frame. */
export const eventOf = (name: string | undefined, data: string): ChatEvent | 'done' | undefined => {
  switch (name) {
    case undefined:
      return data === '[DONE]' ? 'done' : { type: 'text', text: JSON.parse(data).chunk }
    case 'usage':
    case 'finish':
      return { type: name, ...JSON.parse(data) }
    case 'error':
      return failed(JSON.parse(data))
    default:
      return undefined
  }
}
