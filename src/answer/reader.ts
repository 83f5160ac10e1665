import { type HttpError, isHttpError, toHttpError } from '../errors/http-error.ts'
import { modelIncomplete, modelStalled, modelTimeout } from '../errors/model-errors.ts'
import { usageError } from '../errors/usage-error.ts'
import type { Answer, AnswerEvent } from './answer.ts'
import { checkEvent } from './check-event.ts'
import { emptyAnswer } from './empty.ts'
import { modelCalls } from './model-calls.ts'
import type { AnswerRecord } from './record.ts'
import type { RequestSignal } from './signal.ts'

/** In milliseconds. */
export type ReadLimits = {
  firstTextTimeoutMs: number
  idleTimeoutMs: number
  finalizeMs: number
}

/** An answer while it is read, see `answerReader`. */
export type AnswerReader = {
  /** The facts about the answer so far. */
  record: AnswerRecord
  /** The next event, never an empty text; `undefined` after a complete answer. @throws what `fail` takes */
  next(): Promise<AnswerEvent | undefined>
  /**
   * Ends a failed answer. @returns the error for the client: the signal's reason if the signal has
   * aborted, unless what was thrown is not retryable
   */
  fail(thrown: unknown): HttpError
  /** Settles when the wrappers of a failed answer have finished, at most `finalizeMs` after the signal aborted. */
  released(): Promise<void>
}

/**
 * Reads an answer within its limits and checks it: texts, data and usage, then
 * exactly one finish. The caller calls `next` until the answer ends, or passes
 * what was thrown to `fail`; both release timers and listeners.
 *
 * The limits only abort the request's signal. From then on, the wrappers around
 * the model have `finalizeMs` in all to finish; then the outstanding `next()` is
 * abandoned, since `return()` of a generator that is suspended in an await
 * never settles.
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
  /** What is left of `finalizeMs`, which begins when the signal aborts, be it before the answer is read. */
  const patienceMs = () => Math.max(0, limits.finalizeMs - request.sinceAbort())
  const onAbort = () => {
    finalize = setTimeout(() => {
      givenUp = true
      giveUp?.(signal.reason)
    }, patienceMs())
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

  /** One `next()` of the answer; after the first text it may take `idleTimeoutMs`. */
  const pull = () =>
    new Promise<IteratorResult<AnswerEvent, unknown>>((resolve, reject) => {
      if (givenUp) throw signal.reason
      giveUp = reject
      // One timer for all events: a new timer for each event makes events 1.5 times as expensive.
      if (record.chunks > 0) idle = idle?.refresh() ?? setTimeout(onIdle, limits.idleTimeoutMs)
      iterator.next().then(resolve, reject)
    })

  /** Records an event. @returns whether to pass it on @throws for an event that may not come here */
  const note = (event: AnswerEvent): boolean => {
    checkEvent(event, pkg)
    if (record.finishReason && event.type !== 'usage') {
      throw usageError(pkg, `An answer ends with its finish, but ${event.type} came after it`)
    }
    if (event.type === 'text') {
      if (event.text === '') return false
      clearTimeout(firstText)
      record.chunks += 1
    }
    if (event.type === 'finish') {
      if (record.chunks === 0) throw emptyAnswer(pkg, event.reason)
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

  /** Runs the `finally` blocks of suspended wrappers, without waiting for one that hangs. */
  const release = async () => {
    const over = Promise.withResolvers<void>()
    const patience = setTimeout(over.resolve, patienceMs())
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
