import { readdirSync, readFileSync } from 'node:fs'

/**
 * The processor time that the threads of a process have used. From the scheduler: `/proc/PID/stat`
 * counts in steps of 10 ms.
 *
 * @see https://docs.kernel.org/scheduler/sched-stats.html#proc-pid-schedstat
 */
export const cpuMs = (pid: number): number =>
  readdirSync(`/proc/${pid}/task`)
    .map((thread) => readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8'))
    .reduce((sum, stat) => sum + Number.parseInt(stat, 10) / 1e6, 0)

/** The most memory that a process has had so far, `VmHWM`. */
export const peakRssMb = (pid: number): number => {
  const [, kilobytes] = /^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
  return Number(kilobytes) / 1024
}
