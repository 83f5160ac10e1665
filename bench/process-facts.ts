import { readdirSync, readFileSync } from 'node:fs'

/**
 * The CPU time of all threads of a process, as the scheduler counts it: `/proc/PID/stat` counts in
 * steps of 10 ms.
 *
 * @see https://docs.kernel.org/scheduler/sched-stats.html#proc-pid-schedstat
 */
export const cpuMs = (pid: number): number =>
  readdirSync(`/proc/${pid}/task`)
    .map((thread) => readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8'))
    .reduce((sum, stat) => sum + Number.parseInt(stat, 10) / 1e6, 0)

/** The peak memory of a process so far, `VmHWM`. */
export const peakRssMb = (pid: number): number => {
  const [, kilobytes] = /^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
  return Number(kilobytes) / 1024
}
