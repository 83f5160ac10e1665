import { frameParser } from '../twin/frames.ts'
import { readStampedText, type StampedText } from './gemini-plan.ts'
import type { Reply } from './sandbox.ts'

/** A chunk, and when the client read it, by `now`. */
export type ReadChunk = StampedText & { readAt: number }

/**
 * Reads a reply with a parser that is independent of every handler.
 *
 * @throws Error unless it is a 200 with all chunks in order and a final `[DONE]`
 */
export const readAnswer = ({ status, parts }: Reply, chunks: number): ReadChunk[] => {
  const read: ReadChunk[] = []
  let last: unknown
  let readAt = 0
  const feed = frameParser((frame) => {
    if ('comment' in frame) return
    last = frame.data
    if (frame.event === undefined && isChunk(frame.data)) {
      read.push({ ...readStampedText(frame.data.chunk), readAt })
    }
  })
  for (const { at, bytes } of parts) {
    readAt = at
    feed(bytes)
  }
  const complete = read.length === chunks && read.every(({ at }, place) => at === place)
  if (status !== 200 || !complete || last !== '[DONE]') {
    const text = Buffer.concat(parts.map(({ bytes }) => bytes)).toString()
    throw new Error(
      `not the answer: status ${status}, ${read.length} of ${chunks} chunks, ends with ${text.slice(-200)}`,
    )
  }
  return read
}

function isChunk(data: unknown): data is { chunk: string } {
  return typeof data === 'object' && data !== null && 'chunk' in data
}
