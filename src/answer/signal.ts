/** The one signal of a request: it aborts at the deadline, or when `abort` is called. */
export type RequestSignal = {
  signal: AbortSignal
  abort(reason: Error): void
  /** Milliseconds since the signal aborted; 0 before. */
  sinceAbort(): number
  /** Sets or replaces the deadline, in `ms` milliseconds; `Infinity` for never. */
  expireIn(ms: number, reason: () => Error): void
  /** Removes the deadline. The signal stays as it is. */
  clear(): void
}

/**
 * Creates the signal that everything in a request listens to.
 *
 * The timer does not keep the event loop alive: a request that ends without
 * `clear` must not hold the sandbox until its deadline.
 */
export const requestSignal = (): RequestSignal => {
  const controller = new AbortController()
  let timer: NodeJS.Timeout | undefined
  let abortedAt: number | undefined
  const clear = () => clearTimeout(timer)
  const abort = (reason: Error) => {
    abortedAt ??= performance.now()
    controller.abort(reason)
  }
  return {
    signal: controller.signal,
    abort,
    sinceAbort: () => (abortedAt === undefined ? 0 : performance.now() - abortedAt),
    expireIn: (ms, reason) => {
      clear()
      if (!Number.isFinite(ms)) return
      timer = setTimeout(() => abort(reason()), Math.max(0, ms)).unref()
    },
    clear,
  }
}

/** Races promises against one signal, see `abortables`. */
export type Abortables = {
  /** The promise, or the signal's reason as soon as it aborts. One at a time. */
  race<T>(promise: Promise<T>): Promise<T>
  /** Stops listening to the signal. */
  end(): void
}

/**
 * Races promises against a signal. This is how a model stops at the source: its
 * `next()` rejects even if the provider's SDK hangs, and the wrappers around it
 * finish in order. One listener serves all promises, since adding a listener for
 * each chunk costs more than the chunk.
 */
export const abortables = (signal: AbortSignal): Abortables => {
  let cut: ((reason: unknown) => void) | undefined
  const onAbort = () => cut?.(signal.reason)
  signal.addEventListener('abort', onAbort)
  return {
    race: (promise) =>
      new Promise((resolve, reject) => {
        cut = reject
        promise.then(resolve, reject)
        if (signal.aborted) onAbort()
      }),
    end: () => signal.removeEventListener('abort', onAbort),
  }
}

/**
 * Races one promise against a signal.
 *
 * @throws `signal.reason`, also if the signal has aborted already
 */
export const abortable = <T>(promise: Promise<T>, signal: AbortSignal): Promise<T> => {
  const { race, end } = abortables(signal)
  return race(promise).finally(end)
}
