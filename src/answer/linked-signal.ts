/** A signal of its own for a part of a request. */
export type LinkedSignal = {
  signal: AbortSignal
  abort(reason: Error): void
  /** Stops listening to the request's signal. */
  end(): void
}

const requests = new WeakMap<AbortSignal, AbortSignal>()

/** The signal of the request that a signal belongs to: what is noted of a request is keyed by it. */
export const requestOf = (signal: AbortSignal): AbortSignal => requests.get(signal) ?? signal

/** A signal that aborts with another one, which has not yet, or earlier. It belongs to the same request. */
export const linkedSignal = (parent: AbortSignal): LinkedSignal => {
  const controller = new AbortController()
  const onAbort = () => controller.abort(parent.reason)
  parent.addEventListener('abort', onAbort)
  requests.set(controller.signal, requestOf(parent))
  return {
    signal: controller.signal,
    abort: (reason) => controller.abort(reason),
    end: () => parent.removeEventListener('abort', onAbort),
  }
}
