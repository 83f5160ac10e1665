import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

/** A process of its own, so that its work is not done on the clock of another. */
export type Child<Message> = {
  /** What it sent when it was ready. */
  message: Message
  close(): void
}

/**
 * Starts a module of this folder with some settings, and waits until it is ready.
 *
 * @throws Error if it ends before
 */
export const startChild = async <Message>(
  module: string,
  settings: object,
): Promise<Child<Message>> => {
  const file = fileURLToPath(new URL(module, import.meta.url))
  const child = fork(file, [JSON.stringify(settings)])
  const ended = once(child, 'exit').then(() => {
    throw new Error(`${module} ended before it was ready`)
  })
  const [message] = await Promise.race([once(child, 'message'), ended])
  ended.catch(() => {})
  return { message: message as Message, close: () => child.disconnect() }
}

/** In the process: its settings. It ends with its parent. */
export const settingsOfChild = <Settings>(): Settings => {
  process.on('disconnect', () => process.exit())
  return JSON.parse(String(process.argv[2])) as Settings
}
