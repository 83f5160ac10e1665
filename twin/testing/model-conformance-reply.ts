import type { ServerResponse } from 'node:http'
import { setImmediate as turn } from 'node:timers/promises'
import { type ReplyWriter, startStream } from '../services/reply-writer.ts'
import type { ModelRefusal, WireBytes } from './model-conformance-wire.ts'
import type { Call } from './scripted-server.ts'

/** How the provider answers a request; the response ends when it returns. */
export type ProviderScript = (reply: Reply) => Promise<void> | void

/** Writes one response of the provider. */
export type Reply = {
  /** Sends parts of a stream; without any, only its head. */
  say(...parts: (WireBytes | undefined)[]): Promise<void>
  /** Sends each byte separately. */
  sayBytewise(...parts: (WireBytes | undefined)[]): Promise<void>
  refuse(refusal: ModelRefusal): void
  /** Resolves when the model has said this much, or has left. */
  heard(text: string): Promise<void>
  hang(): Promise<never>
  cut(): void
}

/** What the model has said so far. */
export type Transcript = { add(text: string): void; includes(text: string): Promise<void> }

export function createTranscript(): Transcript {
  let said = ''
  const waiting = new Map<string, () => void>()
  return {
    add(text) {
      said += text
      for (const [awaited, resolve] of waiting) if (said.includes(awaited)) resolve()
    },
    async includes(text) {
      if (!said.includes(text)) await new Promise<void>((resolve) => waiting.set(text, resolve))
    },
  }
}

export function replyOf({
  writer,
  response,
  call,
  transcript,
  contentType,
}: {
  writer: ReplyWriter
  response: ServerResponse
  call: Call
  transcript: Transcript
  contentType: string | undefined
}): Reply {
  const bytesOf = (parts: (WireBytes | undefined)[]) =>
    Buffer.concat(parts.map((part = '') => Buffer.from(part as string)))
  return {
    async say(...parts) {
      startStream(response, contentType)
      if (parts.length > 0) return writer.write(bytesOf(parts))
      response.flushHeaders()
      // Waits until the client has received the head.
      await turn()
      await turn()
    },
    async sayBytewise(...parts) {
      startStream(response, contentType)
      for (const byte of bytesOf(parts)) {
        await writer.write(Uint8Array.of(byte))
        await turn()
      }
    },
    refuse: ({ status, body, headers }) => writer.refuse(status, body, headers),
    heard: (text) => Promise.race([transcript.includes(text), call.left]),
    hang: () => writer.hang(),
    cut: () => writer.destroy(),
  }
}
