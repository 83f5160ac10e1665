import { readFile } from 'node:fs/promises'
import type { Samples } from './samples.ts'
import { prepareSandbox, type Sandbox } from './sandbox.ts'
import type { Services } from './services.ts'
import type { Target } from './targets.ts'

/** What all measurements share. */
export type Stage = {
  readonly targets: readonly Target[]
  readonly services: Services
  readonly samples: Samples
  /** The `index.mjs` of an installed `aws-lambda-ric`. */
  readonly runtimeClient: string
}

export const prepare = ({ services, runtimeClient }: Stage, target: Target): Promise<Sandbox> =>
  prepareSandbox({ ...target, runtimeClient, env: services.environment })

/**
 * Runs a task for one target after another, round by round, so that anything that slows the machine
 * down affects all of them. Each round begins with a different target.
 */
export const interleave = async <T>(
  items: readonly T[],
  rounds: number,
  task: (item: T, round: number) => Promise<void>,
): Promise<void> => {
  for (let round = 0; round < rounds; round++) {
    const first = round % items.length
    for (const item of [...items.slice(first), ...items.slice(0, first)]) await task(item, round)
  }
}

/** A recorded event of chatbot-query, as JSON. */
export const recordedEvent = (name: string): Promise<string> =>
  readFile(new URL(`../events/chatbot-query.${name}.json`, import.meta.url), 'utf8')
