import { type FSWatcher, watch } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'

/** What a module is made of; a log or a database that a handler writes beside it is none. */
const source = /\.(?:[cm]?[jt]s|json)$/

type OnEvent = (event: string, path: string) => void

/** A save is several events, and a checkout is many. */
const debounceMs = 100

/**
 * Calls back when a source file in the folder or below it changes, but in `node_modules` and in
 * folders with a dot. One watcher a folder: the recursive one of Node.js cannot leave any out.
 *
 * @returns ends it
 */
export const watchSources = async (folder: string, onChange: () => void): Promise<() => void> => {
  let folders: string[] = []
  let watchers: FSWatcher[] = []
  let touched: string[] = []
  let timer: NodeJS.Timeout | undefined
  let ended = false

  const onEvent: OnEvent = (event, path) => {
    // Whatever comes or goes may be a folder with sources in it.
    if (!source.test(path) && event !== 'rename') return
    touched.push(path)
    clearTimeout(timer)
    timer = setTimeout(settle, debounceMs)
  }
  // All watchers anew: one of a folder that was deleted, and made again, hears nothing any more.
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

/** None when the folder has gone meanwhile; its parent tells so. */
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
