import type { Answer, AnswerEvent, FinishReason } from './answer.ts'
import type { AnswerRecord } from './answer-record.ts'
import type { RequestSignal } from './deadline.ts'
import { type HttpError, toHttpError } from './errors.ts'
import {
  answerRefused,
  modelEmpty,
  modelIncomplete,
  modelStalled,
  modelTimeout,
} from './model-errors.ts'
import { sseEvent, sseHeartbeat } from './sse.ts'

/** All in milliseconds; DESIGN: the rules of the stream. */
export type FrameLimits = {
  holdStatusMs: number
  firstTextTimeoutMs: number
  heartbeatMs: number
  idleTimeoutMs: number
  finalizeMs: number
}

/** One answer as frames, see `answerFrames`. */
export type AnswerFrames = {
  /** Resolves when the status can be sent: at the first text, or when it was held long enough. @throws HttpError */
  opened(): Promise<void>
  /** The next frames to write; `undefined` after the terminal one. Never rejects once `opened` has resolved. */
  next(): Promise<string | undefined>
}

type Step = IteratorResult<AnswerEvent, unknown> | typeof silence

const silence = Symbol('nothing came in time')

/**
 * Turns an answer into the frames of its event stream and keeps the time: who
 * reads it gets text as it comes, a heartbeat whenever nothing came, and in the
 * end exactly one terminal frame, whatever the answer does.
 *
 * The limits work through the request's signal alone. Once that has aborted,
 * the outstanding `next()` has `finalizeMs` to let the wrappers around the
 * model finish; then it is left behind, for `return()` of a generator that is
 * waiting never settles.
 */
export const answerFrames = (
  answer: Answer,
  request: RequestSignal,
  limits: FrameLimits,
  record: AnswerRecord,
  pkg: string,
): AnswerFrames => {
  const iterator = answer[Symbol.asyncIterator]()
  const { signal } = request
  let pending: Promise<IteratorResult<AnswerEvent, unknown>> | undefined
  let queued = ''
  let ended = false
  let givenUp = false
  let giveUp: (() => void) | undefined
  let finalize: NodeJS.Timeout | undefined
  let idle: NodeJS.Timeout | undefined
  let quiet: NodeJS.Timeout | undefined

  const firstText = setTimeout(() => request.abort(modelTimeout(pkg)), limits.firstTextTimeoutMs)
  const onAbort = () => {
    finalize = setTimeout(() => {
      givenUp = true
      giveUp?.()
    }, limits.finalizeMs)
  }
  if (signal.aborted) onAbort()
  else signal.addEventListener('abort', onAbort)

  const end = () => {
    ended = true
    clearTimeout(firstText)
    clearTimeout(finalize)
    clearTimeout(idle)
    clearTimeout(quiet)
    signal.removeEventListener('abort', onAbort)
    request.clear()
  }

  /** One `next()` of the answer; past the first text the model may be silent for `idleTimeoutMs`. */
  const pull = async () => {
    if (record.chunks > 0) {
      idle = setTimeout(() => request.abort(modelStalled(pkg)), limits.idleTimeoutMs)
    }
    try {
      return await iterator.next()
    } finally {
      clearTimeout(idle)
    }
  }

  /** What the outstanding `next()` brings, or `silence` after `quietMs`. */
  const step = async (quietMs: number): Promise<Step> => {
    if (givenUp) throw signal.reason
    pending ??= pull()
    const settled = await new Promise<Step>((resolve, reject) => {
      quiet = setTimeout(resolve, quietMs, silence)
      giveUp = () => reject(signal.reason)
      pending?.then(resolve, reject).finally(() => clearTimeout(quiet))
    })
    if (settled !== silence) pending = undefined
    return settled
  }

  /** Lets suspended wrappers run their `finally`; nobody waits for one that hangs. */
  const release = async () => {
    await iterator.return?.()
  }

  const failed = (thrown: unknown): HttpError => {
    end()
    const error = toHttpError(signal.aborted ? signal.reason : thrown, pkg)
    request.abort(error)
    release().catch(() => {})
    return error
  }

  const silent = (reason: FinishReason) =>
    reason === 'refused' ? answerRefused(pkg) : modelEmpty(pkg)

  const frameOf = (event: AnswerEvent): string => {
    if (record.finishReason && event.type !== 'usage') {
      throw new TypeError(`An answer ends with its finish, but ${event.type} came after it`)
    }
    if (event.type === 'text') {
      if (event.text === '') return ''
      clearTimeout(firstText)
      record.chunks += 1
      return sseEvent({ chunk: event.text })
    }
    const { type, ...data } = event
    if (event.type === 'finish') {
      if (record.chunks === 0) throw silent(event.reason)
      record.finishReason = event.reason
    }
    return sseEvent(data, type)
  }

  const doneFrame = (): string => {
    if (!record.finishReason) throw modelIncomplete(pkg, 'no finish')
    end()
    return sseEvent('[DONE]')
  }

  const opened = async () => {
    const held = performance.now() + limits.holdStatusMs
    try {
      while (record.chunks === 0) {
        const settled = await step(Math.max(0, held - performance.now()))
        if (settled === silence) {
          queued += sseHeartbeat
          return
        }
        queued += settled.done ? doneFrame() : frameOf(settled.value)
      }
    } catch (error) {
      throw failed(error)
    }
  }

  const nextFrame = async (): Promise<string> => {
    const settled = await step(limits.heartbeatMs)
    if (settled === silence) return sseHeartbeat
    return settled.done ? doneFrame() : frameOf(settled.value)
  }

  const next = async (): Promise<string | undefined> => {
    let frames = queued
    queued = ''
    try {
      while (frames === '' && !ended) frames = await nextFrame()
    } catch (error) {
      record.error = failed(error)
      frames = errorFrame(record.error)
    }
    if (frames === '') return undefined
    record.firstByteAt ??= performance.now()
    return frames
  }

  return { opened, next }
}

function errorFrame({ code, message, retryable }: HttpError): string {
  return sseEvent({ code, message, retryable }, 'error')
}
