import { setTimeout } from 'node:timers/promises'

/** What `probe.mjs` reports from inside a function's process. */
type Told = { pid: number } | { fatal: string } | { heapBytes: number; handles: number }

/** One function's execution environments, as far as their output reveals them. */
export type Sandbox = {
  /** For `FunctionOptions`. */
  onLog(line: string): void
  /** What the function printed, without the probe's lines. */
  readonly lines: readonly string[]
  /** Waits until so many requests are logged: their lines do not travel with the answers. */
  logged(requests: number): Promise<void>
  /** The facts in the log line of the last request, those in its error, and the codes of its warnings. */
  lastRequest(): Record<string, unknown>
  /** Measures memory after a garbage collection, and what keeps the event loop alive. */
  measure(): Promise<void>
  /** Whether the first process is still running, and nothing occurred that would have ended it. */
  isAlive(): boolean
  /** What would have ended it, and what grew between two measurements. */
  faults(): string[]
}

/** A hundred requests fill caches; a leak grows by more. */
const maxGrowthBytes = 2_000_000
const patienceMs = 2_000

export const watchSandbox = (): Sandbox => {
  const lines: string[] = []
  const pids: number[] = []
  const fatal: string[] = []
  const measured: { heapBytes: number; handles: number }[] = []
  const faulty: string[] = []
  let waiting: (() => void) | undefined

  const hear = (told: Told) => {
    if ('pid' in told) pids.push(told.pid)
    else if ('fatal' in told) fatal.push(told.fatal)
    else {
      measured.push(told)
      waiting?.()
    }
  }

  const growth = (): string[] => {
    const [first, last] = [measured.at(0), measured.at(-1)]
    if (!first || !last) return []
    const bytes = last.heapBytes - first.heapBytes
    return [
      ...(bytes > maxGrowthBytes ? [`the heap grew by ${bytes} bytes`] : []),
      ...(last.handles > first.handles ? [`handles: ${first.handles}, then ${last.handles}`] : []),
    ]
  }

  const requestLines = () => lines.filter((line) => line.includes('"message":"request"'))

  return {
    lines,
    logged: async (requests) => {
      for (let waited = 0; requestLines().length < requests && waited < patienceMs; waited += 5) {
        await setTimeout(5)
      }
      const { length } = requestLines()
      if (length !== requests) faulty.push(`${length} requests are logged, not ${requests}`)
    },
    lastRequest: () => {
      const line = requestLines().at(-1) ?? '{}'
      const facts = JSON.parse(line.slice(line.indexOf('{')))
      const warned = facts.warnings?.map(({ code }: { code: string }) => code).join(' ')
      return { ...facts, ...facts.error, warned }
    },
    onLog: (line) => {
      // Lambda's client puts a time and a request id before the function's output.
      const told = /PROBE (\{.*\})/.exec(line)?.[1]
      if (told) hear(JSON.parse(told))
      else lines.push(line)
    },
    measure: () =>
      new Promise((resolve) => {
        waiting = resolve
        process.kill(pids.at(-1) ?? 0, 'SIGUSR2')
      }),
    isAlive: () => pids.length === 1 && fatal.length === 0,
    faults: () => [
      ...faulty,
      ...fatal.map((origin) => `would have ended the process: ${origin}`),
      ...(pids.length > 1 ? [`${pids.length} processes were needed`] : []),
      ...growth(),
    ],
  }
}
