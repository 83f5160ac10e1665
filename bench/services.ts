import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { ServicesPlan } from './services-process.ts'

export type Services = {
  /** The variables that a handler's environment must contain. */
  readonly environment: Record<string, string>
  /** Sets how the services answer from now on; without delays by default. */
  plan(plan: Pick<ServicesPlan, 'gemini'> & Partial<ServicesPlan>): Promise<void>
  close(): void
}

/** Starts the services on loopback, in a separate process. */
export const startServices = async (): Promise<Services> => {
  const child = fork(fileURLToPath(new URL('services-process.ts', import.meta.url)))
  const ended = once(child, 'exit').then(() =>
    Promise.reject(new Error('the services have exited')),
  )
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
