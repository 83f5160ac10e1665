const key = Symbol.for('middy-chat.test.once-per-worker')
const worker = globalThis as { [key]?: Set<string> }

/** Runs a setup once, although vitest loads its setup files again for each file of a worker. */
export const oncePerWorker = (name: string, setup: () => void): void => {
  worker[key] ??= new Set()
  const done = worker[key]
  if (done.has(name)) return
  done.add(name)
  setup()
}
