import { within } from './event-source.ts'

/** One step of an answer as a client sees it. `finish` or `error` is the last. */
export type ChatEvent =
  | { type: 'text'; text: string }
  | { type: 'usage'; inputTokens: number; outputTokens: number }
  | { type: 'finish'; reason: 'stop' | 'length' | 'refused' }
  | ({ type: 'error' } & ChatFailure)

/** Why there is no answer, or no more of it. */
export type ChatFailure = {
  /**
   * The server's code (`token_expired`, `model_busy`, `model_stalled`, …), or the client's own:
   * `network` (not reached), `truncated` (the connection broke off), `silent` (not even a heartbeat
   * came), `sign_in` (there is no token), `http_NNN` (an answer without a code, e.g. of a firewall).
   */
  code: string
  /** Safe to show, in English. */
  message: string
  /** Whether the same question may be answered later. */
  retryable: boolean
  /** The HTTP status; none when the answer had begun, or nothing came. */
  status?: number
  /** How long to wait, in seconds, where the server says so. */
  retryAfterSeconds?: number
}

export const failed = (failure: ChatFailure): ChatEvent => ({ type: 'error', ...failure })

const retryableStatuses = [408, 429, 502, 503, 504]

/** What an HTTP answer that is no stream says of itself, its body at most for `silenceMs`. */
export const httpFailure = async (response: Response, silenceMs: number): Promise<ChatEvent> => {
  const { status, headers } = response
  const body = await within(silenceMs, response.json()).catch(() => undefined)
  const seconds = Number.parseInt(headers.get('retry-after') ?? '', 10)
  return failed({
    code: typeof body?.error === 'string' ? body.error : `http_${status}`,
    message: typeof body?.message === 'string' ? body.message : `The server answered ${status}.`,
    retryable: retryableStatuses.includes(status),
    status,
    ...(Number.isFinite(seconds) && { retryAfterSeconds: seconds }),
  })
}

/** The event of one frame; `done` for the last one of an answer, nothing for a frame of the future. */
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
