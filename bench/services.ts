import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { ServicesPlan } from './services-process.ts'

export type Services = {
  /** What a handler's environment has to hold. */
  readonly environment: Record<string, string>
  /** Says how they answer from now on; they are fast unless told. */
  plan(plan: Pick<ServicesPlan, 'gemini'> & Partial<ServicesPlan>): Promise<void>
  close(): void
}

/** Starts the services on loopback, in a process of their own. */
export const startServices = async (): Promise<Services> => {
  const child = fork(fileURLToPath(new URL('services-process.ts', import.meta.url)))
  const ended = once(child, 'exit').then(() => Promise.reject(new Error('the services have ended')))
  ended.catch(() => {})
  const answer = async () => (await Promise.race([once(child, 'message'), ended]))[0]
  return {
    environment: await answer(),
    plan: async (plan) => {
      child.send({ ssmMs: 0, keySetMs: 0, ...plan } satisfies ServicesPlan)
      await answer()
    },
    close: () => child.disconnect(),
  }
}
