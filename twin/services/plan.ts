import type { FinishReason } from '../../src/answer/answer.ts'
import type { Refusal, ReplyWriter } from './reply-writer.ts'

/**
 * Why a provider does not answer, or stops: the caller's quota for now or for today, the provider's
 * own load, the caller's credentials, or more text than the model can read.
 */
export type Fault = 'quota' | 'dayQuota' | 'overload' | 'credentials' | 'tooLong'

/** One step of a model; a plan is a list of steps. The reply ends where the list ends. */
export type Step =
  | { type: 'wait'; ms: number }
  | { type: 'text'; text: string }
  /** The end of an answer; `text` is its last piece. */
  | { type: 'finish'; reason: FinishReason; text?: string }
  /** The prompt is refused: no answer at all. */
  | { type: 'block' }
  /** An HTTP error instead of a stream; only before anything else is sent. */
  | { type: 'refuse'; fault: Fault }
  /** An error inside a stream. */
  | { type: 'error'; fault: Fault }
  /** Silence until the client leaves. */
  | { type: 'hang' }
  /** The connection breaks. */
  | { type: 'cut' }

/** A provider's wire format for one answer; it may keep the text sent so far. */
export type Wire = {
  text(text: string): string | Uint8Array
  finish(reason: FinishReason, text?: string): string | Uint8Array
  block(): string | Uint8Array
  error(fault: Fault): string | Uint8Array
  refusal(fault: Fault): Refusal
}

/** Says the pieces, waiting `paceMs` before each, and stops without a finish. */
export function say(pieces: readonly string[], paceMs: number): Step[] {
  return pieces.flatMap((text): Step[] => [
    { type: 'wait', ms: paceMs },
    { type: 'text', text },
  ])
}

/** Says the pieces and finishes; the last piece comes with the finish, as at Google. */
export function answer(
  pieces: readonly string[],
  paceMs: number,
  reason: FinishReason = 'stop',
): Step[] {
  return [
    ...say(pieces.slice(0, -1), paceMs),
    { type: 'wait', ms: paceMs },
    { type: 'finish', reason, text: pieces.at(-1) ?? '' },
  ]
}

/** Carries out a plan. */
export async function perform(
  plan: readonly Step[],
  writer: ReplyWriter,
  wire: Wire,
): Promise<void> {
  for (const step of plan) {
    switch (step.type) {
      case 'wait':
        // setTimeout(0) takes at least 1 ms, which would add two seconds to a long, fast answer.
        if (step.ms > 0) await writer.delay(step.ms)
        break
      case 'text':
        await writer.write(wire.text(step.text))
        break
      case 'finish':
        await writer.write(wire.finish(step.reason, step.text))
        break
      case 'block':
        await writer.write(wire.block())
        break
      case 'refuse': {
        const { status, body, headers } = wire.refusal(step.fault)
        return writer.refuse(status, body, headers)
      }
      case 'error':
        await writer.write(wire.error(step.fault))
        break
      case 'hang':
        return writer.hang()
      case 'cut':
        return writer.destroy()
    }
  }
}
