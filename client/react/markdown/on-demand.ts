import { useSyncExternalStore } from 'react'

/** A part that is loaded when a text needs it. */
export type OnDemand<T> = {
  /** The part, once it is loaded. */
  readonly value: T | undefined
  /** Begins to load it. After a failure, which nobody sees, the next call tries again. */
  load(): Promise<void>
}

const listeners = new Set<() => void>()
let loadedParts = 0

export const onDemand = <T>(load: () => Promise<T>): OnDemand<T> => {
  let value: T | undefined
  let loading: Promise<void> | undefined
  const begin = async () => {
    try {
      value = await load()
    } catch {
      loading = undefined
      return
    }
    loadedParts += 1
    for (const listener of listeners) listener()
  }
  return {
    get value() {
      return value
    },
    load() {
      loading ??= begin()
      return loading
    },
  }
}

/** Renders the component again when a part has been loaded. Returns how many there are. */
export const useLoadedParts = (): number =>
  useSyncExternalStore(
    subscribe,
    () => loadedParts,
    () => 0,
  )

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
