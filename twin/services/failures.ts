import type { FinishReason } from '../../src/answer/answer.ts'
import { answer, type Fault, type Step, say } from './plan.ts'

/** The input of a failure: the answer that it interrupts, and the timing. */
export type Scene = {
  /** The answer in pieces, one per chunk. */
  pieces: readonly string[]
  /** Milliseconds before each chunk. */
  paceMs: number
  /** Milliseconds of silence at the start of `slow-first`. */
  slowFirstMs: number
  /** Milliseconds from the last chunk to the break of `cut`. */
  cutAfterMs: number
}

/** The failures of a model, by the name that a learner types after `/rehearse`. */
export const failures = {
  429: refuse('quota'),
  503: refuse('overload'),
  '400-key': refuse('credentials'),
  'day-quota': refuse('dayQuota'),
  'too-long': refuse('tooLong'),
  'slow-first': slowFirst,
  stall,
  cut,
  'error-mid-stream': errorMidStream,
  'safety-prompt': (): Step[] => [{ type: 'block' }],
  'safety-mid-stream': safetyMidStream,
  'max-tokens': maxTokens,
  'length-no-text': finishOnly('length'),
  'empty-stop': finishOnly('stop'),
  empty,
  long,
} satisfies Record<string, (scene: Scene) => Step[]>

export type FailureName = `${keyof typeof failures}`

export const failureNames = Object.keys(failures) as FailureName[]

/** Those that end the same way every day: a daily quota says when it ends. */
export const recordedFailures = failureNames.filter((name) => name !== 'day-quota')

export function isFailureName(name = ''): name is FailureName {
  return Object.hasOwn(failures, name)
}

function refuse(fault: Fault): () => Step[] {
  return () => [{ type: 'refuse', fault }]
}

/** An answer without text. An agent gives no reason for it and sends nothing in one chunk. */
function finishOnly(reason: FinishReason): (scene: Scene) => Step[] {
  return ({ paceMs }) => [
    { type: 'wait', ms: paceMs },
    { type: 'finish', reason },
  ]
}

/** Not even the head of the response arrives at first. */
function slowFirst({ pieces, paceMs, slowFirstMs }: Scene): Step[] {
  return [{ type: 'wait', ms: slowFirstMs }, ...answer(pieces, paceMs)]
}

function stall(scene: Scene): Step[] {
  return [...beginning(scene), { type: 'hang' }]
}

/** Waits before the break: a client drops the chunks it has not yet passed on. */
function cut(scene: Scene): Step[] {
  return [...beginning(scene), { type: 'wait', ms: scene.cutAfterMs }, { type: 'cut' }]
}

/** Google's SDK takes this error for a chunk without text, and the stream for a success. */
function errorMidStream(scene: Scene): Step[] {
  return [...beginning(scene), { type: 'error', fault: 'overload' }]
}

function safetyMidStream(scene: Scene): Step[] {
  return [...beginning(scene), { type: 'finish', reason: 'refused' }]
}

function maxTokens({ pieces, paceMs }: Scene): Step[] {
  return answer(half(pieces), paceMs, 'length')
}

/** A 200 without a body. */
function empty(): Step[] {
  return []
}

/** About 2,000 chunks without a pause: the answer repeated, one paragraph each time. */
function long({ pieces }: Scene): Step[] {
  const paragraph = [...pieces, '\n\n']
  const times = Math.ceil(2000 / paragraph.length)
  return answer(Array.from({ length: times }, () => paragraph).flat(), 0)
}

function beginning({ pieces, paceMs }: Scene): Step[] {
  return say(half(pieces), paceMs)
}

function half(pieces: readonly string[]): readonly string[] {
  return pieces.slice(0, Math.ceil(pieces.length / 2))
}
