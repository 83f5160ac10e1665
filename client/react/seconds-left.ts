import { useEffect, useState } from 'react'

/** Milliseconds, and what calls back after some of them. */
export type Clock = {
  now(): number
  /** Returns a function that calls it off. */
  after(ms: number, call: () => void): () => void
}

const systemClock: Clock = {
  now: () => Date.now(),
  after(ms, call) {
    const timer = setTimeout(call, ms)
    return () => clearTimeout(timer)
  },
}

/**
 * Calls `tick` with the whole seconds left at the end of each, at last with 0. The clock decides and
 * not the number of calls, since a sleeping computer and a background tab skip some.
 *
 * @returns a function that ends it
 */
export const countDown = (
  seconds: number,
  tick: (left: number) => void,
  { now, after }: Clock = systemClock,
): (() => void) => {
  const end = now() + seconds * 1_000
  let callOff = () => {}
  const plan = () => {
    const ms = end - now()
    // Until the next whole second.
    callOff = after(ms % 1_000 || 1_000, () => {
      const left = Math.max(0, Math.ceil((end - now()) / 1_000))
      tick(left)
      if (left > 0) plan()
    })
  }
  if (seconds > 0) plan()
  return () => callOff()
}

/** The whole seconds left of a wait that began when the component mounted. */
export const useSecondsLeft = (seconds: number): number => {
  const [left, setLeft] = useState(seconds)
  useEffect(() => countDown(seconds, setLeft), [seconds])
  return left
}
