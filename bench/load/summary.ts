import { type Statistic, statistic } from '../statistics.ts'

/** A message that was answered, in milliseconds in all and at the model; or why it was not. */
export type Sample = { totalMs: number; modelMs: number } | { fault: string }

/** What must hold: the share of messages without an answer, and the time added to the model's. */
export const loadLimits = { errorRate: 0.01, addedP95Ms: 50 }

export type LoadSummary = {
  requests: number
  /** By message, the most frequent first. */
  faults: [message: string, count: number][]
  /** From 0 to 1. */
  errorRate: number
  modelMedianMs: number
  totalMedianMs: number
  addedMedianMs: number
  addedP95Ms: number
}

export const summaryOf = (samples: readonly Sample[]): LoadSummary => {
  const answered = samples.filter((sample) => 'totalMs' in sample)
  const counts = new Map<string, number>()
  for (const sample of samples) {
    if ('fault' in sample) counts.set(sample.fault, (counts.get(sample.fault) ?? 0) + 1)
  }
  const over = (ms: (sample: (typeof answered)[number]) => number, which: Statistic) =>
    statistic(answered.map(ms), which)
  const addedMs = ({ totalMs, modelMs }: (typeof answered)[number]) => totalMs - modelMs
  return {
    requests: samples.length,
    faults: [...counts].toSorted(([, one], [, other]) => other - one),
    errorRate: (samples.length - answered.length) / samples.length,
    modelMedianMs: over(({ modelMs }) => modelMs, 'median'),
    totalMedianMs: over(({ totalMs }) => totalMs, 'median'),
    addedMedianMs: over(addedMs, 'median'),
    addedP95Ms: over(addedMs, 'p95'),
  }
}

/** What does not hold, in words. */
export const brokenLoadLimits = ({ errorRate, addedP95Ms }: LoadSummary): string[] => [
  ...(errorRate < loadLimits.errorRate
    ? []
    : [`${percent(errorRate)} of the messages failed, not under ${percent(loadLimits.errorRate)}`]),
  ...(addedP95Ms < loadLimits.addedP95Ms
    ? []
    : [
        `the p95 of the added time is ${addedP95Ms.toFixed(1)} ms, not under ${loadLimits.addedP95Ms}`,
      ]),
]

export const percent = (part: number): string => `${(part * 100).toFixed(2)} %`
