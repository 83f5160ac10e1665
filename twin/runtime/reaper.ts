/**
 * Calls `kill` when this process exits or receives a signal that ends it.
 *
 * @param kill synchronous; may be called at most once
 * @returns a function that unregisters `kill`
 */
export const killOnExit = (kill: () => void): (() => void) => {
  if (kills.size === 0) listen()
  kills.add(kill)
  return () => {
    if (kills.delete(kill) && kills.size === 0) unlisten()
  }
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

const kills = new Set<() => void>()

function killAll(): void {
  for (const kill of kills) kill()
  kills.clear()
  unlisten()
}

function onSignal(signal: NodeJS.Signals): void {
  killAll()
  // If ours was the only listener, restore the signal's default; other listeners decide themselves.
  if (process.listenerCount(signal) === 0) process.kill(process.pid, signal)
}

function listen(): void {
  process.on('exit', killAll)
  for (const signal of SIGNALS) process.on(signal, onSignal)
}

function unlisten(): void {
  process.off('exit', killAll)
  for (const signal of SIGNALS) process.off(signal, onSignal)
}
