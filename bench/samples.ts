import type { TargetName } from './targets.ts'

export type Metric =
  | 'minKb'
  | 'gzipKb'
  | 'coldInitMs'
  | 'coldFirstByteMs'
  | 'coldCpuMs'
  | 'remoteFirstByteMs'
  | 'remoteCpuMs'
  | 'warmFirstByteMs'
  | 'addedMs'
  | 'cpuUsPerChunk'
  | 'chunksPerSecond'
  | 'warmRssMb'
  | 'longRssMb'

/** All measurements: every single value, in order. */
export type Samples = {
  add(metric: Metric, target: TargetName, value: number): void
  of(metric: Metric, target: TargetName): readonly number[]
}

export const createSamples = (): Samples => {
  const values = new Map<string, number[]>()
  const key = (metric: Metric, target: TargetName) => `${metric} ${target}`
  return {
    add: (metric, target, value) => {
      const known = values.get(key(metric, target))
      if (known) known.push(value)
      else values.set(key(metric, target), [value])
    },
    of: (metric, target) => values.get(key(metric, target)) ?? [],
  }
}
