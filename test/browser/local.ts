import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'

/** The twin in a process of its own, and its address without a trailing slash. */
export type Local = AsyncDisposable & { readonly url: string }

/**
 * Starts the twin as `npm start` does.
 *
 * @param args options of `npm start`
 * @throws Error if it prints no address
 */
export const startLocal = async (...args: string[]): Promise<Local> => {
  const twin = spawn(process.execPath, ['scripts/start.ts', ...args], {
    cwd: fileURLToPath(new URL('../..', import.meta.url)),
    env: { PATH: process.env.PATH, PORT: '0' },
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  try {
    return { url: await urlOf(twin), [Symbol.asyncDispose]: () => stop(twin) }
  } catch (error) {
    await stop(twin)
    throw error
  }
}

/** The address that the twin prints once it is listening. */
async function urlOf({ stdout }: { stdout: Readable }): Promise<string> {
  let printed = ''
  for await (const chunk of stdout.iterator({ destroyOnReturn: false })) {
    printed += chunk
    if (printed.includes('\ncurl ')) break
  }
  const url = /answers on (\S+)/.exec(printed)?.[1]
  if (!url) throw new Error(`npm start printed no address: ${printed}`)
  stdout.resume()
  return url
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || !child.kill()) return
  await once(child, 'exit')
}
