// Inspects a function's process without changing its behavior: reports what would end it and, on
// SIGUSR2, its memory and what keeps its event loop alive.
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc')
const tell = (facts) => console.log(`PROBE ${JSON.stringify(facts)}`)

process.on('uncaughtExceptionMonitor', (_error, origin) => tell({ fatal: origin }))
process.on('SIGUSR2', () => {
  collect()
  const handles = process.getActiveResourcesInfo().length
  tell({ heapBytes: process.memoryUsage().heapUsed, handles })
})
tell({ pid: process.pid })
