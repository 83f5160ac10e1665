import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'

/** An HTTP error whose body is sent as JSON. */
export type Refusal = { status: number; body: object; headers?: Record<string, string> }

/** Writes one model reply, byte for byte. Every method rejects once the client has left. */
export type ReplyWriter = {
  /** Sends an HTTP error with this status as JSON, instead of a stream. */
  refuse(status: number, body: object, headers?: Record<string, string>): void
  /** Sends raw bytes; the first call also sends the head of a 200 stream. */
  write(raw: string | Uint8Array): Promise<void>
  delay(ms: number): Promise<void>
  /** Sends nothing more and never settles. */
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
      // Waits until the kernel has the bytes. This respects a slow reader, and bytes written before
      // `destroy` arrive: Node would otherwise hold them back to send everything in one packet.
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

/** Sends the head of the stream unless a head has been sent already. */
export function startStream(response: ServerResponse, contentType = 'text/event-stream'): void {
  if (!response.headersSent) response.writeHead(200, { 'content-type': contentType })
}
