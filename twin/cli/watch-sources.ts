import { type FSWatcher, watch } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'

/** The files a module consists of, but not a log or a database that a handler writes next to it. */
const source = /\.(?:[cm]?[jt]s|json)$/

type OnEvent = (event: string, path: string) => void

/** One save causes several events, and a checkout causes many. */
const debounceMs = 100

/**
 * Calls back when a source file in the folder or below it changes, except in `node_modules` and
 * in dot folders. Uses one watcher per folder: Node's recursive watcher cannot exclude any.
 *
 * @returns a function that stops watching
 */
export const watchSources = async (folder: string, onChange: () => void): Promise<() => void> => {
  let folders: string[] = []
  let watchers: FSWatcher[] = []
  let touched: string[] = []
  let timer: NodeJS.Timeout | undefined
  let ended = false

  const onEvent: OnEvent = (event, path) => {
    // Anything added or removed may be a folder that contains sources.
    if (!source.test(path) && event !== 'rename') return
    touched.push(path)
    clearTimeout(timer)
    timer = setTimeout(settle, debounceMs)
  }
  // Recreates every watcher: one on a folder that was deleted and recreated gets no more events.
  const rewatch = async (): Promise<void> => {
    const found = await foldersBelow(folder)
    if (ended) return
    for (const watcher of watchers) watcher.close()
    watchers = found.flatMap((path) => watchFolder(path, onEvent))
    folders = found
  }
  const settle = async (): Promise<void> => {
    const paths = touched
    touched = []
    const before = folders
    await rewatch()
    const known = new Set([...before, ...folders])
    if (!ended && paths.some((path) => source.test(path) || known.has(path))) onChange()
  }

  await rewatch()
  return () => {
    ended = true
    clearTimeout(timer)
    for (const watcher of watchers) watcher.close()
  }
}

async function foldersBelow(path: string): Promise<string[]> {
  const entries = await readdir(path, { withFileTypes: true }).catch(() => [])
  const names = entries
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .filter((name) => name !== 'node_modules' && !name.startsWith('.'))
  const below = await Promise.all(names.map((name) => foldersBelow(join(path, name))))
  return [path, ...below.flat()]
}

/** Returns none if the folder has gone in the meantime; its parent's watcher reports that. */
function watchFolder(folder: string, onEvent: OnEvent): FSWatcher[] {
  try {
    const watcher = watch(folder, (event, name) => onEvent(event, join(folder, name ?? '')))
    watcher.on('error', () => watcher.close())
    return [watcher]
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}
