import type { Script } from '../twin/services/gemini.ts'
import { createChunks, sse } from '../twin/services/gemini-wire.ts'
import { now } from './clock.ts'

/** The shape of Gemini's answer. */
export type GeminiPlan = {
  chunks: number
  /** Milliseconds between chunks. Without it, all chunks are prepared and written at once. */
  paceMs?: number
}

/** A chunk of an answer as the client receives it. */
export type StampedText = {
  /** Its index in the answer, from 0. */
  at: number
  /** When Gemini wrote it, by `now`; absent if the answer was written at once. */
  writtenAt: number | undefined
}

const words = 'look again at the inner loop, and'

/** Gemini's answer: each chunk contains its index and, with a pace, the time it was written. */
export const geminiScript = ({ chunks, paceMs }: GeminiPlan): Script => {
  if (paceMs === undefined) {
    const bytes = bulk(chunks)
    return (_request, writer) => writer.write(bytes)
  }
  return async (request, writer) => {
    const wire = createChunks({ request, model: 'gemini-3.8-flash', responseId: 'bench' })
    for (let at = 0; at < chunks; at++) {
      if (paceMs > 0 && at > 0) await writer.delay(paceMs)
      await writer.write(sse(wire.text(`${at}:${now().toFixed(3)} ${words} `)))
    }
    await writer.write(sse(wire.finish('STOP')))
  }
}

export const readStampedText = (text: string): StampedText => {
  const [, at, writtenAt] = /^(\d+):([\d.]*) /.exec(text) ?? []
  return { at: Number(at), writtenAt: writtenAt ? Number(writtenAt) : undefined }
}

function bulk(chunks: number): Buffer {
  const request = { contents: [] }
  const wire = createChunks({ request, model: 'gemini-3.8-flash', responseId: 'bench' })
  const frames = Array.from({ length: chunks }, (_, at) => sse(wire.text(`${at}: ${words} `)))
  return Buffer.from(`${frames.join('')}${sse(wire.finish('STOP'))}`)
}
