import type { Metric } from './samples.ts'
import type { Statistic } from './statistics.ts'

/** A row of the table. */
export type Row = {
  id: string
  title: string
  metric: Metric
  statistic: Statistic
  digits: number
  better: 'lower' | 'higher'
}

const row = (id: string, title: string, metric: Metric, rest: Partial<Row> = {}): Row => ({
  id,
  title,
  metric,
  statistic: 'median',
  digits: 1,
  better: 'lower',
  ...rest,
})

export const rows: readonly Row[] = [
  row('minKb', 'bundle, minified kB', 'minKb', { digits: 0 }),
  row('gzipKb', 'bundle, gzip kB', 'gzipKb', { digits: 0 }),
  row('coldInit', 'cold init, ms', 'coldInitMs'),
  row('coldFirstByte', 'cold init to first byte, ms', 'coldFirstByteMs'),
  row('coldCpu', 'CPU of cold init and first answer, ms', 'coldCpuMs'),
  row(
    'remoteFirstByte',
    'cold init to first byte with 20 ms SSM and 30 ms key set, ms',
    'remoteFirstByteMs',
  ),
  row('remoteCpu', 'CPU of cold init and first answer with these, ms', 'remoteCpuMs'),
  row('warmFirstByte', 'warm time to first byte, ms', 'warmFirstByteMs', { digits: 2 }),
  row('warmFirstByteP95', 'warm time to first byte, p95, ms', 'warmFirstByteMs', {
    statistic: 'p95',
    digits: 2,
  }),
  row('added', 'added per chunk at one each 5 ms, ms', 'addedMs', { digits: 3 }),
  row('addedP95', 'added per chunk at one each 5 ms, p95, ms', 'addedMs', {
    statistic: 'p95',
    digits: 3,
  }),
  row('cpuPerChunk', 'CPU per chunk of 20,000, µs', 'cpuUsPerChunk', { digits: 2 }),
  row('chunksPerSecond', 'chunks per second of 20,000', 'chunksPerSecond', {
    digits: 0,
    better: 'higher',
  }),
  row('warmRss', 'peak RSS after warm answers, MB', 'warmRssMb', { digits: 0 }),
  row('longRss', 'peak RSS after 20,000 chunks, MB', 'longRssMb', { digits: 0 }),
]
