import type { AnswerEvent } from './answer.ts'
import type { AnswerReader } from './reader.ts'
import { frameOf, type WireFormat } from './wire-format.ts'

/** In milliseconds. */
export type FrameLimits = { holdStatusMs: number; heartbeatMs: number }

/** An answer as frames, see `answerFrames`. */
export type AnswerFrames = {
  /** Resolves when the status can be sent: at the first text, or after `holdStatusMs`. @throws HttpError */
  opened(): Promise<void>
  /** The next frames to write; `undefined` after the terminal one. Never rejects once `opened` has resolved. */
  next(): Promise<string | undefined>
}

const silence = Symbol('nothing came in time')

/**
 * Turns an answer into the frames of its event stream: text as it arrives, a
 * heartbeat after each silence, and exactly one terminal frame at the end,
 * whatever the answer does.
 */
export const answerFrames = (
  reader: AnswerReader,
  limits: FrameLimits,
  format: WireFormat,
): AnswerFrames => {
  const { record } = reader
  let pending: Promise<AnswerEvent | undefined> | undefined
  let wake: ((nothing: typeof silence) => void) | undefined
  let heartbeat: NodeJS.Timeout | undefined
  let queued = ''
  let ended = false

  const onSilence = () => wake?.(silence)

  const end = () => {
    ended = true
    clearTimeout(heartbeat)
  }

  /** The frame of the next event, or a heartbeat if `onSilence` is called first. */
  const frame = async (): Promise<string> => {
    const event = await new Promise<AnswerEvent | typeof silence | undefined>((resolve, reject) => {
      wake = resolve
      pending ??= reader.next()
      pending.then(resolve, reject)
    })
    if (event === silence) return format.heartbeat
    pending = undefined
    if (event) return frameOf(event, format)
    end()
    return format.done
  }

  const opened = async () => {
    const hold = setTimeout(onSilence, limits.holdStatusMs)
    try {
      let last = ''
      while (record.chunks === 0 && last !== format.heartbeat) {
        last = await frame()
        queued += last
      }
    } catch (thrown) {
      const error = reader.fail(thrown)
      await reader.released()
      throw error
    } finally {
      clearTimeout(hold)
    }
  }

  const next = async (): Promise<string | undefined> => {
    // The end waits until the wrappers have finished, since Lambda may freeze the sandbox after it.
    if (ended) return void (await reader.released())
    // One timer for all frames: a new timer for each frame makes frames 1.5 times as expensive.
    heartbeat = heartbeat?.refresh() ?? setTimeout(onSilence, limits.heartbeatMs)
    let frames = queued
    queued = ''
    try {
      frames ||= await frame()
    } catch (thrown) {
      end()
      frames = format.error(reader.fail(thrown))
    }
    record.firstByteAt ??= performance.now()
    return frames
  }

  return { opened, next }
}
