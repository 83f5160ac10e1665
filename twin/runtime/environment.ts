import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { dirname } from 'node:path'
import type { Readable } from 'node:stream'
import { environmentVariables, functionArn } from './environment-variables.ts'
import type { Failure } from './function-error.ts'
import { FunctionError, timeoutFailure } from './function-error.ts'
import type { Invocation } from './invocation.ts'
import { killOnExit } from './reaper.ts'
import { startRuntimeApi } from './runtime-api.ts'

/**
 * Lambda allows 10 s for start-up, then restarts it within the function's own timeout; we allow
 * both at once.
 */
const INIT_TIMEOUT_MS = 10_000

export type EnvironmentOptions = {
  modulePath: string
  exportName: string
  functionName: string
  env: Record<string, string>
  timeoutMs: number
  command: (runtimeApi: string) => { command: string; args: string[] }
  onLog?: ((line: string, stream: 'stdout' | 'stderr') => void) | undefined
}

/** One invocation in its environment. */
export type Serving = {
  /** The answer; rejects with `FunctionError` if it failed before its status was known. */
  response: Promise<Invocation>
  /** Whether the answer has been read to its end; becomes true before the reader can know. */
  isAnswered(): boolean
  /** Resolves when the environment can serve another event, or has ended. */
  over: Promise<unknown>
}

/** One execution environment: a process, and the Runtime API it talks to. */
export type Environment = {
  /** Resolves when the module is imported; rejects with `FunctionError` when it cannot be. */
  ready(): Promise<void>
  /** Serves one event (JSON). The previous invocation must be over. */
  invoke(requestId: string, event: string): Serving
  /** False once the process has ended. */
  readonly alive: boolean
  /** Resolves when the process has ended and its output is read. */
  readonly ended: Promise<void>
  /** Ends the process, everything it started, and every connection. */
  close(): Promise<void>
}

/** Starts an environment. `ready()` or the first invocation reports a failed import. */
export const startEnvironment = async (options: EnvironmentOptions): Promise<Environment> => {
  const { timeoutMs, onLog, functionName, env } = options
  const arn = functionArn(functionName, env.AWS_REGION)
  const api = await startRuntimeApi({ timeoutMs, functionArn: arn })
  const { command, args } = options.command(api.address)
  const child = spawn(command, args, {
    cwd: dirname(options.modulePath),
    env: environmentVariables(options, api.address),
    stdio: onLog ? ['ignore', 'pipe', 'pipe'] : 'ignore',
    // A separate process group, so that kill() also reaches what the child has started.
    detached: process.platform !== 'win32',
  })
  if (onLog && child.stdout && child.stderr) {
    forEachLine(child.stdout, (line) => onLog(line, 'stdout'))
    forEachLine(child.stderr, (line) => onLog(line, 'stderr'))
  }

  let alive = true
  let failure: Failure | undefined
  const kill = (why?: Failure): void => {
    failure ??= why
    killGroup(child)
  }
  const forget = killOnExit(kill)
  const ended = new Promise<void>((resolve) => {
    child.once('error', ({ message }) => {
      failure ??= { errorType: 'Runtime.InvalidEntrypoint', message }
    })
    // Processes it leaves behind would keep its output open.
    child.once('exit', () => killGroup(child))
    child.once('close', (code, signal) => {
      alive = false
      forget()
      failure ??= api.initFailure() ?? exitFailure(code, signal)
      // Must come first, so that code that sees the failure also sees that the environment is gone.
      resolve()
      void api.clientGone(failure)
    })
  })

  return {
    get alive() {
      return alive
    },
    ended,
    ready: async () => {
      const timer = setTimeout(() => kill(timeoutFailure(INIT_TIMEOUT_MS)), INIT_TIMEOUT_MS)
      await Promise.race([api.ready, ended])
      clearTimeout(timer)
      if (failure) throw new FunctionError(failure)
    },
    invoke: (requestId, event) => {
      const { response, isAnswered, delivered, finished } = api.deliver(requestId, event)
      const expire = () => kill(timeoutFailure(timeoutMs))
      let timer = setTimeout(expire, INIT_TIMEOUT_MS + timeoutMs)
      const stop = () => clearTimeout(timer)
      void delivered.then(() => {
        stop()
        timer = setTimeout(expire, timeoutMs)
      })
      const over = Promise.race([finished, ended])
      void over.then(stop)
      return { response, isAnswered, over }
    },
    close: async () => {
      kill()
      await ended
      api.close()
    },
  }
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return
  try {
    process.kill(-child.pid, 'SIGKILL')
  } catch {
    // The group is gone, or this system has no process groups.
    child.kill('SIGKILL')
  }
}

function exitFailure(code: number | null, signal: NodeJS.Signals | null): Failure {
  const status = signal ? `signal: ${signal}` : `exit status ${code}`
  const message =
    code === 0
      ? 'Runtime exited without providing a reason'
      : `Runtime exited with error: ${status}`
  return { errorType: 'Runtime.ExitError', message }
}

/** Does not use node:readline, since Lambda's client writes line breaks inside a record as CR. */
function forEachLine(stream: Readable, onLine: (line: string) => void): void {
  let rest = ''
  stream.setEncoding('utf8')
  stream.on('data', (text: string) => {
    const lines = (rest + text).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) onLine(line)
  })
  stream.once('end', () => rest && onLine(rest))
}
