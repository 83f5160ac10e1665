import type { Parameters } from 'fast-check'

const { CI, SOAK_MINUTES = 0, SOAK_SEED } = process.env
const minutes = Number(SOAK_MINUTES)

/**
 * How often a property is tried: `numRuns` times where `CI` is set, a third of it elsewhere, and for
 * `SOAK_MINUTES` in `npm run soak`. A soak prints its seed at the start, because it may be cut off;
 * `SOAK_SEED` repeats the same run.
 */
export const runs = <T>(numRuns: number): Parameters<T> => {
  if (minutes === 0) return { numRuns: CI ? numRuns : Math.ceil(numRuns / 3) }
  const seed = SOAK_SEED === undefined ? Date.now() | 0 : Number(SOAK_SEED)
  console.log(`seed ${seed}, ${minutes} minutes`)
  return {
    seed,
    numRuns: Number.MAX_SAFE_INTEGER,
    interruptAfterTimeLimit: minutes * 60_000,
    markInterruptAsFailure: false,
  }
}
