import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync } from 'node:fs'
import { dirname } from 'node:path'
import { environmentVariables, functionArn } from '../twin/runtime/environment-variables.ts'
import { nodeFlags } from '../twin/runtime/node-flags.ts'
import { killOnExit } from '../twin/runtime/reaper.ts'
import { startRuntimeApi } from '../twin/runtime/runtime-api.ts'
import { now } from './clock.ts'
import { cpuMs, peakRssMb } from './process-facts.ts'

const timeoutMs = 60_000

export type SandboxOptions = {
  /** The built handler, `index.mjs`. */
  file: string
  /** The `index.mjs` of an installed `aws-lambda-ric`. */
  runtimeClient: string
  env: Record<string, string>
  /** The file for the process's output. */
  logFile: string
}

/** A handler's response, with times from `now`. */
export type Reply = {
  status: number
  /** When the client took the event; for the first event, the end of start-up. */
  deliveredAt: number
  parts: { at: number; bytes: Buffer }[]
  /** When the client asked for the next event. */
  finishedAt: number
}

/** One execution environment under AWS's runtime client; everything is measured from outside. */
export type Sandbox = {
  /** Starts the process, and returns the time. */
  start(): number
  /** Serves one event, also before `start`: the client takes it as soon as it asks. */
  invoke(event: string): Promise<Reply>
  /** The CPU time that the process has used so far. */
  cpuMs(): number
  peakRssMb(): number
  close(): Promise<void>
}

export const prepareSandbox = async (options: SandboxOptions): Promise<Sandbox> => {
  const { file, runtimeClient, env, logFile } = options
  const functionName = 'bench'
  const arn = functionArn(functionName, env.AWS_REGION)
  const api = await startRuntimeApi({ timeoutMs, functionArn: arn })
  const variables = environmentVariables(
    { modulePath: file, exportName: 'handler', functionName, env },
    api.address,
  )
  let child: ChildProcess | undefined
  const pid = () => child?.pid ?? 0
  let invocations = 0

  return {
    start: () => {
      const log = openSync(logFile, 'a')
      const startedAt = now()
      child = spawn(process.execPath, [...nodeFlags(), runtimeClient, 'index.handler'], {
        cwd: dirname(file),
        env: variables,
        stdio: ['ignore', log, log],
      })
      closeSync(log)
      const forget = killOnExit(() => child?.kill('SIGKILL'))
      child.once('exit', () => {
        forget()
        void api.clientGone({ errorType: 'Runtime.ExitError', message: `see ${logFile}` })
      })
      return startedAt
    },
    invoke: async (event) => {
      invocations += 1
      const delivery = api.deliver(`bench-${invocations}`, event)
      let deliveredAt = 0
      void delivery.delivered.then(() => {
        deliveredAt = now()
      })
      const { statusCode, body } = await delivery.response
      const parts: Reply['parts'] = []
      for await (const bytes of body) parts.push({ at: now(), bytes })
      await delivery.finished
      return { status: statusCode, deliveredAt, parts, finishedAt: now() }
    },
    cpuMs: () => cpuMs(pid()),
    peakRssMb: () => peakRssMb(pid()),
    close: async () => {
      if (child?.exitCode === null && child.kill('SIGKILL')) await once(child, 'exit')
      api.close()
    },
  }
}
