import { browser, type ObservedPage } from './stage.ts'

type TraceEvent = {
  name: string
  pid: number
  tid: number
  /** Microseconds of the thread's CPU time; the time on the clock also depends on other processes. */
  tdur?: number
  args?: { name?: string }
}

/**
 * The tasks of a page's main thread while `use` runs, each in ms of CPU time, as Chromium traces them.
 *
 * @throws Error if there is no CPU time in the trace
 */
export const mainThreadTasks = async (
  page: ObservedPage,
  use: () => Promise<void>,
): Promise<readonly number[]> => {
  await browser.startTracing(page, { categories: ['toplevel', 'devtools.timeline'] })
  let trace: Buffer
  try {
    await use()
  } finally {
    trace = await browser.stopTracing()
  }
  const { traceEvents }: { traceEvents: TraceEvent[] } = JSON.parse(trace.toString())
  const main = traceEvents.filter(
    ({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain',
  )
  const tasks = traceEvents.filter(
    ({ name, pid, tid, tdur }) =>
      name === 'ThreadControllerImpl::RunTask' &&
      tdur !== undefined &&
      main.some((thread) => thread.pid === pid && thread.tid === tid),
  )
  if (tasks.length === 0) throw new Error('The trace has no tasks of the main thread')
  return tasks.map(({ tdur = 0 }) => tdur / 1_000)
}
