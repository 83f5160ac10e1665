import type { Parameters } from 'fast-check'

const minutes = Number(process.env.SOAK_MINUTES ?? 0)

/**
 * How often a property is tried: `numRuns` times in the tests, for
 * `SOAK_MINUTES` in `npm run soak`. A soak prints its seed at the start, for it may be cut off.
 */
export const runs = <T>(numRuns: number): Parameters<T> => {
  if (minutes === 0) return { numRuns }
  const seed = Date.now() | 0
  console.log(`seed ${seed}, ${minutes} minutes`)
  return {
    seed,
    numRuns: Number.MAX_SAFE_INTEGER,
    interruptAfterTimeLimit: minutes * 60_000,
    markInterruptAsFailure: false,
  }
}
