/** In ms, the same as aws-jwt-verify waits after a token of an unknown key. */
const waitMs = 10_000

/** Failures that are not tried again for a while. */
export type Waits = {
  /** @throws the failure, while it is not to be tried again */
  check(name: string): void
  /** Begins a wait, unless one is under way. @returns the whole seconds until it ends */
  begin(name: string, failure: unknown): number
  /** Ends a wait. */
  end(name: string): void
}

/**
 * Keeps requests from trying again and again what has just failed: anyone can send a token that
 * makes a key be fetched, and each fetch of a silent host takes seconds.
 *
 * @param now a clock in ms that runs on while the sandbox is frozen; timers stand still
 */
export const waits = (now: () => number = Date.now): Waits => {
  const waiting = new Map<string, { failure: unknown; endsAt: number }>()
  const waitAt = (time: number, name: string) => {
    const wait = waiting.get(name)
    return wait && time < wait.endsAt ? wait : undefined
  }
  return {
    check: (name) => {
      const wait = waitAt(now(), name)
      if (wait) throw wait.failure
    },
    begin: (name, failure) => {
      const time = now()
      // What `check` throws comes here again, and must not make the wait endless.
      const wait = waitAt(time, name) ?? { failure, endsAt: time + waitMs }
      waiting.set(name, wait)
      return Math.ceil((wait.endsAt - time) / 1000)
    },
    end: (name) => void waiting.delete(name),
  }
}
