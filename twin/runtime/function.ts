import { randomUUID } from 'node:crypto'
import { extname } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { Environment, Serving } from './environment.ts'
import { startEnvironment } from './environment.ts'
import { FunctionError } from './function-error.ts'
import type { Invocation } from './invocation.ts'
import { compileCacheFlags, nodeFlags } from './node-flags.ts'

export type FunctionOptions = {
  /** Absolute path of the built handler. */
  modulePath: string
  /** @defaultValue 'handler' */
  exportName?: string
  /** The function's configuration. The process inherits none of our environment except PATH. */
  env: Record<string, string>
  /** Maximum number of environments; further invocations queue. @defaultValue 10 */
  concurrency?: number
  /** Time from an event's delivery until its environment is killed. @defaultValue 60_000 */
  timeoutMs?: number
  /** @defaultValue 'local' */
  functionName?: string
  /** The program that runs in an environment. @defaultValue our own runtime client */
  command?: (runtimeApi: string) => { command: string; args: string[] }
  /** Receives each line that a process prints. @defaultValue output is discarded */
  onLog?: (line: string, stream: 'stdout' | 'stderr') => void
}

/** How long an environment may take between the end of its answer and its next request for work. */
const SETTLE_MS = 250

/** A function on this machine. */
export type LambdaFunction = {
  /**
   * Invokes the function with an event (any JSON-serializable value).
   *
   * Resolves as soon as status and headers are known.
   *
   * @param options.requestId @defaultValue a random UUID
   * @throws FunctionError when it fails before then
   */
  invoke(event: unknown, options?: { requestId?: string }): Promise<Invocation>
  /**
   * Starts an environment ahead of the first event.
   *
   * @throws FunctionError when its module cannot be imported or has no handler
   */
  start(): Promise<void>
  /** The number of environments currently alive. */
  readonly environments: number
  /** Accepts no more invocations, and closes when all accepted ones are over. Idempotent. */
  retire(): Promise<void>
  /** Ends every process and connection; invocations in progress fail. Idempotent. */
  close(): Promise<void>
}

/** An invocation waiting for its environment. */
type Job = PromiseWithResolvers<Serving> & { requestId: string; event: string }

/**
 * A function with its pool of execution environments. Each is a separate process, started when an
 * invocation finds none free; it serves one invocation at a time and is reused, most recent first.
 * The next invocation replaces one that died. Unlike in Lambda, an idle one is not frozen.
 */
export const startFunction = (options: FunctionOptions): LambdaFunction => {
  const { modulePath, exportName = 'handler', concurrency = 10 } = options
  const settings = {
    functionName: 'local',
    timeoutMs: 60_000,
    command: () => ({
      command: process.execPath,
      args: [...nodeFlags(), ...compileCacheFlags(), CLIENT, modulePath, exportName],
    }),
    ...options,
    exportName,
  }
  const environments = new Set<Promise<Environment>>()
  const servings = new Set<Serving>()
  const queue: Job[] = []
  /** Accepted invocations, queued or in an environment, until they are over. */
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

  /** Settles when the environment ends. */
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

  // An answer ends shortly before its environment asks for more. Without this wait, the next
  // invocation could find none free and start a second environment for nothing.
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

// The package contains it compiled: `client` has the same extension as this module.
const CLIENT = fileURLToPath(new URL(`client${extname(import.meta.url)}`, import.meta.url))

function closedError(requestId: string): FunctionError {
  return new FunctionError(
    { errorType: 'Twin.Closed', message: 'The function is closed' },
    requestId,
  )
}
