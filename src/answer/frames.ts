import type { HttpError } from '../errors/http-error.ts'
import type { AnswerEvent } from './answer.ts'
import type { AnswerReader } from './reader.ts'
import { sseEvent, sseHeartbeat } from './sse.ts'

/** All in milliseconds; DESIGN: the rules of the stream. */
export type FrameLimits = { holdStatusMs: number; heartbeatMs: number }

/** One answer as frames, see `answerFrames`. */
export type AnswerFrames = {
  /** Resolves when the status can be sent: at the first text, or when it was held long enough. @throws HttpError */
  opened(): Promise<void>
  /** The next frames to write; `undefined` after the terminal one. Never rejects once `opened` has resolved. */
  next(): Promise<string | undefined>
}

const silence = Symbol('nothing came in time')

/**
 * Turns an answer into the frames of its event stream: who reads it gets text
 * as it comes, a heartbeat whenever nothing came, and in the end exactly one
 * terminal frame, whatever the answer does.
 */
export const answerFrames = (reader: AnswerReader, limits: FrameLimits): AnswerFrames => {
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

  /** The frame of what the answer brings next, or a heartbeat when `onSilence` is called first. */
  const frame = async (): Promise<string> => {
    const event = await new Promise<AnswerEvent | typeof silence | undefined>((resolve, reject) => {
      wake = resolve
      pending ??= reader.next()
      pending.then(resolve, reject)
    })
    if (event === silence) return sseHeartbeat
    pending = undefined
    if (event) return frameOf(event)
    end()
    return sseEvent('[DONE]')
  }

  const opened = async () => {
    const hold = setTimeout(onSilence, limits.holdStatusMs)
    try {
      let last = ''
      while (record.chunks === 0 && last !== sseHeartbeat) {
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
    // The end waits for what the wrappers still do: after it Lambda may freeze them.
    if (ended) return void (await reader.released())
    // One timer for all frames: a new one for each would cost half as much again.
    heartbeat = heartbeat?.refresh() ?? setTimeout(onSilence, limits.heartbeatMs)
    let frames = queued
    queued = ''
    try {
      frames ||= await frame()
    } catch (thrown) {
      end()
      frames = errorFrame(reader.fail(thrown))
    }
    record.firstByteAt ??= performance.now()
    return frames
  }

  return { opened, next }
}

function frameOf(event: AnswerEvent): string {
  if (event.type === 'text') return sseEvent({ chunk: event.text })
  const { type, ...data } = event
  return sseEvent(data, type)
}

function errorFrame({ code, message, retryable }: HttpError): string {
  return sseEvent({ code, message, retryable }, 'error')
}
