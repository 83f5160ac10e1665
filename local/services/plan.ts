import { type createChunks, type FinishReason, type GoogleError, sse } from './gemini-wire.ts'
import type { ReplyWriter } from './reply-writer.ts'

/** One thing that a model does; a plan is a list of them. It ends where the list ends. */
export type Step =
  | { type: 'wait'; ms: number }
  | { type: 'text'; text: string }
  /** The last chunk of an answer; `text` is its last piece. */
  | { type: 'finish'; reason: FinishReason; text?: string }
  /** The prompt is refused: no candidates at all. */
  | { type: 'block'; reason: string }
  /** An HTTP error in place of a stream; only as the first that is sent. */
  | { type: 'refuse'; error: GoogleError }
  /** An error object inside a stream. */
  | { type: 'error'; error: GoogleError }
  /** Silence until the client leaves. */
  | { type: 'hang' }
  /** The connection breaks. */
  | { type: 'cut' }

/** Says the pieces at a pace of `paceMs` before each, and stops there without a finish. */
export function say(pieces: readonly string[], paceMs: number): Step[] {
  return pieces.flatMap((text): Step[] => [
    { type: 'wait', ms: paceMs },
    { type: 'text', text },
  ])
}

/** Says the pieces and finishes; the last piece shares its chunk with the finish, as at Google. */
export function answer(
  pieces: readonly string[],
  paceMs: number,
  reason: FinishReason = 'STOP',
): Step[] {
  return [
    ...say(pieces.slice(0, -1), paceMs),
    { type: 'wait', ms: paceMs },
    { type: 'finish', reason, text: pieces.at(-1) ?? '' },
  ]
}

/** Carries a plan out. */
export async function perform(
  plan: readonly Step[],
  writer: ReplyWriter,
  chunks: ReturnType<typeof createChunks>,
): Promise<void> {
  for (const step of plan) {
    switch (step.type) {
      case 'wait':
        // setTimeout(0) is at least 1 ms, which makes two seconds of a quick long answer.
        if (step.ms > 0) await writer.delay(step.ms)
        break
      case 'text':
        await writer.write(sse(chunks.text(step.text)))
        break
      case 'finish':
        await writer.write(sse(chunks.finish(step.reason, step.text)))
        break
      case 'block':
        await writer.write(sse(chunks.block(step.reason)))
        break
      case 'refuse':
        return writer.refuse(step.error.error.code, step.error)
      case 'error':
        await writer.write(sse(step.error))
        break
      case 'hang':
        return writer.hang()
      case 'cut':
        return writer.destroy()
    }
  }
}
