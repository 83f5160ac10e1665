import { randomUUID } from 'node:crypto'
import { extname } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { Environment, Serving } from './environment.ts'
import { startEnvironment } from './environment.ts'
import { FunctionError } from './function-error.ts'
import type { Invocation } from './invocation.ts'
import { nodeFlags } from './node-flags.ts'

export type FunctionOptions = {
  /** The built handler, an absolute path. */
  modulePath: string
  /** @defaultValue 'handler' */
  exportName?: string
  /** The function's configuration. Nothing else of ours reaches the process, except PATH. */
  env: Record<string, string>
  /** Environments at most; further invocations queue. @defaultValue 10 */
  concurrency?: number
  /** From an event's delivery until its environment is killed. @defaultValue 60_000 */
  timeoutMs?: number
  /** @defaultValue 'local' */
  functionName?: string
  /** What runs in an environment. @defaultValue our own runtime client */
  command?: (runtimeApi: string) => { command: string; args: string[] }
  /** Gets each line that a process prints. @defaultValue its output is thrown away */
  onLog?: (line: string, stream: 'stdout' | 'stderr') => void
}

/** How long an environment may take from the end of its answer until it asks for more. */
const SETTLE_MS = 250

/** A function on this machine. */
export type LambdaFunction = {
  /**
   * Invokes the function with an event (anything that JSON can hold).
   *
   * Resolves as soon as status and headers are known.
   *
   * @param options.requestId @defaultValue a random UUID
   * @throws FunctionError when it fails before that
   */
  invoke(event: unknown, options?: { requestId?: string }): Promise<Invocation>
  /**
   * Starts an environment ahead of the first event.
   *
   * @throws FunctionError when its module cannot be imported or has no handler
   */
  start(): Promise<void>
  /** How many environments are alive now. */
  readonly environments: number
  /** Takes no more, and closes when all that it has taken is over. Idempotent. */
  retire(): Promise<void>
  /** Ends every process and every connection; what is under way fails. Idempotent. */
  close(): Promise<void>
}

/** An invocation that waits for its environment. */
type Job = PromiseWithResolvers<Serving> & { requestId: string; event: string }

/**
 * A function with its pool of execution environments: each is a process of its own, started when an
 * invocation finds none free, serves one invocation at a time and is reused, the most recent first.
 * One that died is replaced with the next invocation. Unlike Lambda's, an idle one is not frozen.
 */
export const startFunction = (options: FunctionOptions): LambdaFunction => {
  const { modulePath, exportName = 'handler', concurrency = 10 } = options
  const settings = {
    functionName: 'local',
    timeoutMs: 60_000,
    command: () => ({
      command: process.execPath,
      args: [...nodeFlags(), CLIENT, modulePath, exportName],
    }),
    ...options,
    exportName,
  }
  const environments = new Set<Promise<Environment>>()
  const servings = new Set<Serving>()
  const queue: Job[] = []
  /** What was taken, in the queue or in an environment, until it is over. */
  const underWay = new Set<Promise<unknown>>()
  let idle: Environment[] = []
  let retiring: Promise<void> | undefined
  let closing: Promise<void> | undefined

  const dispatch = (): void => {
    while (queue.length > 0 && (idle.length > 0 || environments.size < concurrency)) {
      const [job, environment] = [queue.shift() as Job, idle.pop()]
      if (environment) void run(environment, job)
      else void launch((started) => run(started, job)).catch(job.reject)
    }
  }

  const run = async (environment: Environment, job: Job): Promise<void> => {
    const serving = environment.invoke(job.requestId, job.event)
    servings.add(serving)
    job.resolve(serving)
    await serving.over
    servings.delete(serving)
    if (environment.alive) idle.push(environment)
    dispatch()
  }

  /** Settles with the end of the environment. */
  const launch = async (use: (environment: Environment) => unknown): Promise<void> => {
    const starting = startEnvironment(settings)
    environments.add(starting)
    try {
      const environment = await starting
      void use(environment)
      await environment.ended
      idle = idle.filter((other) => other !== environment)
    } finally {
      environments.delete(starting)
      dispatch()
    }
  }

  const start = async (): Promise<void> => {
    const { promise, resolve, reject } = Promise.withResolvers<Environment>()
    launch(resolve).catch(reject)
    const environment = await promise
    await environment.ready()
    idle.push(environment)
    dispatch()
  }

  // The end of an answer comes a moment before its environment asks for more. Whoever invokes again
  // at once would find none free, and a second one would start for nothing.
  const settle = async (): Promise<void> => {
    const settling = [...servings].filter((serving) => serving.isAnswered())
    if (idle.length > 0 || settling.length === 0) return
    const patience = delay(SETTLE_MS, undefined, { ref: false })
    await Promise.race([...settling.map((serving) => serving.over), patience])
  }

  const take = (job: Job): void => {
    queue.push(job)
    const isOver: Promise<unknown> = job.promise
      .then(({ over }) => over)
      .catch(() => {})
      .finally(() => underWay.delete(isOver))
    underWay.add(isOver)
    void settle().then(dispatch)
  }

  const closeAll = async (): Promise<void> => {
    for (const job of queue.splice(0)) job.reject(closedError(job.requestId))
    const started = await Promise.allSettled(environments)
    await Promise.all(
      started.map((result) => result.status === 'fulfilled' && result.value.close()),
    )
  }
  const close = (): Promise<void> => {
    closing ??= closeAll()
    return closing
  }

  return {
    start,
    invoke: async (event, { requestId = randomUUID() } = {}) => {
      if (retiring || closing) throw closedError(requestId)
      const job = { requestId, event: JSON.stringify(event), ...Promise.withResolvers<Serving>() }
      take(job)
      return (await job.promise).response
    },
    get environments() {
      return environments.size
    },
    retire: () => {
      retiring ??= Promise.all(underWay).then(close)
      return retiring
    },
    close,
  }
}

// The package holds it compiled: what this module is, `client` is.
const CLIENT = fileURLToPath(new URL(`client${extname(import.meta.url)}`, import.meta.url))

function closedError(requestId: string): FunctionError {
  return new FunctionError(
    { errorType: 'Twin.Closed', message: 'The function is closed' },
    requestId,
  )
}
