import { type HttpError, isHttpError, toHttpError } from '../errors/http-error.ts'
import {
  answerRefused,
  modelEmpty,
  modelIncomplete,
  modelLength,
  modelStalled,
  modelTimeout,
} from '../errors/model-errors.ts'
import type { Answer, AnswerEvent, FinishReason } from './answer.ts'
import { modelCalls } from './model-calls.ts'
import type { AnswerRecord } from './record.ts'
import type { RequestSignal } from './signal.ts'

/** All in milliseconds; DESIGN: the rules of the stream. */
export type ReadLimits = {
  firstTextTimeoutMs: number
  idleTimeoutMs: number
  finalizeMs: number
}

/** One answer as it is read, see `answerReader`. */
export type AnswerReader = {
  /** What is known of the answer so far. */
  record: AnswerRecord
  /** The next event, never an empty text; `undefined` when the answer ended well. @throws what `fail` takes */
  next(): Promise<AnswerEvent | undefined>
  /**
   * Breaks the answer off. @returns what the client may see of the error: the signal's reason, if it
   * has aborted and what was thrown does not say that another try is no use
   */
  fail(thrown: unknown): HttpError
  /** Settles when the wrappers of a broken answer have done their last work, at most `finalizeMs` after `fail`. */
  released(): Promise<void>
}

/**
 * Reads an answer within its limits, and sees to it that it is one: text, usage
 * and its chat, then exactly one finish. Whoever reads calls `next` until the answer
 * ended, or hands what was thrown to `fail`; after either nothing is left behind.
 *
 * The limits work through the request's signal alone. Once that has aborted,
 * the outstanding `next()` has `finalizeMs` to let the wrappers around the
 * model finish; then it is left behind, for `return()` of a generator that is
 * waiting never settles.
 */
export const answerReader = (
  answer: Answer,
  request: RequestSignal,
  limits: ReadLimits,
  pkg: string,
): AnswerReader => {
  const iterator = answer[Symbol.asyncIterator]()
  const { signal } = request
  const record: AnswerRecord = { chunks: 0, calls: modelCalls(signal) }
  let givenUp = false
  let releasing = Promise.resolve()
  /** Rejects the outstanding `next()`, if there is one. */
  let giveUp: ((reason: unknown) => void) | undefined
  let finalize: NodeJS.Timeout | undefined
  let idle: NodeJS.Timeout | undefined

  const firstText = setTimeout(() => request.abort(modelTimeout(pkg)), limits.firstTextTimeoutMs)
  const onIdle = () => {
    if (giveUp) request.abort(modelStalled(pkg))
  }
  const onAbort = () => {
    finalize = setTimeout(() => {
      givenUp = true
      giveUp?.(signal.reason)
    }, limits.finalizeMs)
  }
  if (signal.aborted) onAbort()
  else signal.addEventListener('abort', onAbort)

  const end = () => {
    clearTimeout(firstText)
    clearTimeout(finalize)
    clearTimeout(idle)
    signal.removeEventListener('abort', onAbort)
    request.clear()
  }

  /** One `next()` of the answer; past the first text the model may be silent for `idleTimeoutMs`. */
  const pull = () =>
    new Promise<IteratorResult<AnswerEvent, unknown>>((resolve, reject) => {
      if (givenUp) throw signal.reason
      giveUp = reject
      // One timer for all events: a new one for each would cost half as much again.
      if (record.chunks > 0) idle = idle?.refresh() ?? setTimeout(onIdle, limits.idleTimeoutMs)
      iterator.next().then(resolve, reject)
    })

  /** Notes what came. @returns whether it says anything @throws where no answer goes on like this */
  const note = (event: AnswerEvent): boolean => {
    if (record.finishReason && event.type !== 'usage') {
      throw new TypeError(`An answer ends with its finish, but ${event.type} came after it`, {
        cause: { package: pkg },
      })
    }
    if (event.type === 'text') {
      if (event.text === '') return false
      clearTimeout(firstText)
      record.chunks += 1
    }
    if (event.type === 'finish') {
      if (record.chunks === 0) throw silent(event.reason, pkg)
      record.finishReason = event.reason
    }
    return true
  }

  const next = async (): Promise<AnswerEvent | undefined> => {
    let step: IteratorResult<AnswerEvent, unknown>
    do {
      step = await pull()
      giveUp = undefined
    } while (!step.done && !note(step.value))
    if (!step.done) return step.value
    if (!record.finishReason) throw modelIncomplete(pkg, 'no finish')
    end()
    return undefined
  }

  /** Lets suspended wrappers run their `finally`; nobody waits for one that hangs, or did so before. */
  const release = async () => {
    const over = Promise.withResolvers<void>()
    const patience = setTimeout(over.resolve, givenUp ? 0 : limits.finalizeMs)
    const returned = (async () => iterator.return?.())()
    await Promise.race([returned.catch(() => {}), over.promise])
    clearTimeout(patience)
  }

  const fail = (thrown: unknown): HttpError => {
    end()
    const isFinal = isHttpError(thrown) && !thrown.retryable
    const error = toHttpError(signal.aborted && !isFinal ? signal.reason : thrown, pkg)
    record.error = error
    request.abort(error)
    releasing = release()
    return error
  }

  return { record, next, fail, released: () => releasing }
}

function silent(reason: FinishReason, pkg: string): HttpError {
  if (reason === 'refused') return answerRefused(pkg)
  return reason === 'length' ? modelLength(pkg, reason) : modelEmpty(pkg)
}
