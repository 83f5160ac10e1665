import { availableParallelism, cpus } from 'node:os'
import { rows } from './rows.ts'
import type { Samples } from './samples.ts'
import { type Ratio, ratio, statistic } from './statistics.ts'
import { floor, type Target, type TargetName } from './targets.ts'

/** One cell of the table; absent if a run did not measure it. */
export type Cell = { value: number; toFloor: Ratio }

export type Results = {
  environment: {
    node: string
    runtimeClient: string
    processor: string
    cores: number
    /** The number of values behind each figure of the floor. */
    coldStarts: number
    warmAnswers: number
    pacedChunks: number
    longAnswers: number
  }
  /** By row id, then by target. */
  rows: Record<string, Partial<Record<TargetName, Cell>>>
}

export const resultsOf = (
  samples: Samples,
  targets: readonly Target[],
  runtimeClient: string,
): Results => ({
  environment: {
    node: process.version,
    runtimeClient,
    processor: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
    coldStarts: samples.of('coldFirstByteMs', floor).length,
    warmAnswers: samples.of('warmFirstByteMs', floor).length,
    pacedChunks: samples.of('addedMs', floor).length,
    longAnswers: samples.of('chunksPerSecond', floor).length,
  },
  rows: Object.fromEntries(
    rows.map(({ id, metric, statistic: which }) => {
      const base = samples.of(metric, floor)
      const cells = targets.map(({ name }) => {
        const values = samples.of(metric, name)
        return [name, { value: statistic(values, which), toFloor: ratio(values, base, which) }]
      })
      return [id, Object.fromEntries(cells)]
    }),
  ),
})
