import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'

/** An HTTP error, its body sent as JSON. */
export type Refusal = { status: number; body: object; headers?: Record<string, string> }

/** Writes one reply of a model, byte for byte. Everything rejects once the client has left. */
export type ReplyWriter = {
  /** Sends an HTTP error of this status as JSON, in place of a stream. */
  refuse(status: number, body: object, headers?: Record<string, string>): void
  /** Sends raw bytes, before the first of them the head of a 200 stream. */
  write(raw: string | Uint8Array): Promise<void>
  delay(ms: number): Promise<void>
  /** Says nothing more, for ever. */
  hang(): Promise<never>
  /** Breaks the connection. */
  destroy(): void
  /** Whether `destroy` was called. */
  readonly destroyed: boolean
}

/**
 * `gone` is the signal of `listen`: no timer outlives the response.
 *
 * @param contentType of the stream
 */
export function replyWriter(
  response: ServerResponse,
  gone: AbortSignal,
  contentType?: string,
): ReplyWriter {
  let destroyed = false
  return {
    refuse(status, body, headers) {
      const json = JSON.stringify(body, null, 2)
      const type = { 'content-type': 'application/json; charset=UTF-8' }
      response.writeHead(status, { ...type, ...headers }).end(json)
    },
    async write(raw) {
      startStream(response, contentType)
      // Until the kernel has it: a reader that is slow is waited for, and what was written before
      // `destroy` arrives, which Node would otherwise still hold back to send it in one packet.
      await new Promise<void>((resolve, reject) => {
        response.write(raw, (error) => (error ? reject(error) : resolve()))
      })
    },
    async delay(ms) {
      await sleep(ms, undefined, { signal: gone })
    },
    async hang() {
      await once(gone, 'abort')
      throw gone.reason
    },
    destroy() {
      destroyed = true
      response.destroy()
    },
    get destroyed() {
      return destroyed
    },
  }
}

/** Sends the head of the stream unless a head is out already. */
export function startStream(response: ServerResponse, contentType = 'text/event-stream'): void {
  if (!response.headersSent) response.writeHead(200, { 'content-type': contentType })
}
