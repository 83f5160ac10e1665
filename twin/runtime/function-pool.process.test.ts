import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { json, text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { createGate } from './fixtures/gate.ts'
import type { FunctionOptions, LambdaFunction } from './function.ts'
import { startFunction } from './function.ts'

const fixture = (name: string) => fileURLToPath(new URL(`fixtures/${name}`, import.meta.url))
const started: LambdaFunction[] = []

const start = (exportName: string, options: Partial<FunctionOptions> = {}): LambdaFunction => {
  const modulePath = fixture('handlers.mjs')
  const lambda = startFunction({ modulePath, exportName, env: {}, ...options })
  started.push(lambda)
  return lambda
}

const pidOf = async (lambda: LambdaFunction): Promise<number> => {
  const { pid } = (await json((await lambda.invoke({})).body)) as { pid: number }
  return pid
}

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

afterEach(async () => {
  await Promise.all(started.splice(0).map((lambda) => lambda.close()))
})

describe('the environments of a function', () => {
  it('start with the first invocation and are reused', async () => {
    const lambda = start('describes')
    expect(lambda.environments).toBe(0)
    const pids = [await pidOf(lambda), await pidOf(lambda), await pidOf(lambda)]
    expect(new Set(pids).size).toBe(1)
    expect(lambda.environments).toBe(1)
  })

  it('are replaced when their process dies', async () => {
    const lambda = start('describes')
    const first = await pidOf(lambda)
    process.kill(first, 'SIGKILL')
    await vi.waitUntil(() => lambda.environments === 0)
    expect(await pidOf(lambda)).not.toBe(first)
  })

  it('serve one invocation at a time; with one environment the others wait', async () => {
    await using gate = await createGate()
    const lambda = start('streams', { concurrency: 1 })
    const event = { gate: gate.url }
    const read = async () => text((await lambda.invoke(event)).body)
    const answers = [read(), read(), read()]
    await gate.arrived(1)
    expect(lambda.environments).toBe(1)
    expect(gate.arrivals).toBe(1)
    gate.open()
    expect(await Promise.all(answers)).toEqual(Array(3).fill('onetwothree'))
    expect(gate.arrivals).toBe(3)
    expect(lambda.environments).toBe(1)
  })

  it('serve two invocations in parallel if there are two, and queue the rest', async () => {
    await using gate = await createGate()
    const lambda = start('streams', { concurrency: 2 })
    const read = async () => text((await lambda.invoke({ gate: gate.url })).body)
    const answers = [read(), read(), read()]
    await gate.arrived(2)
    expect(lambda.environments).toBe(2)
    expect(gate.arrivals).toBe(2)
    gate.open()
    expect(await Promise.all(answers)).toEqual(Array(3).fill('onetwothree'))
    expect(lambda.environments).toBe(2)
  })

  it('are not reused while a handler is still running after its answer', async () => {
    await using gate = await createGate()
    const lambda = start('returnsEarly')
    const event = { gate: gate.url }
    expect(await text((await lambda.invoke(event)).body)).toBe('answer')
    expect(await text((await lambda.invoke(event)).body)).toBe('answer')
    expect(lambda.environments).toBe(2)
  })
})

describe('start()', () => {
  it('has an environment ready for the first invocation', async () => {
    const lambda = start('describes')
    await lambda.start()
    expect(lambda.environments).toBe(1)
    const pid = await pidOf(lambda)
    expect(await pidOf(lambda)).toBe(pid)
    expect(lambda.environments).toBe(1)
  })

  it('rejects when the module has no such handler, and leaves no environment', async () => {
    const lambda = start('nothing')
    await expect(lambda.start()).rejects.toMatchObject({
      name: 'FunctionError',
      errorType: 'Runtime.HandlerNotFound',
      requestId: undefined,
    })
    expect(lambda.environments).toBe(0)
  })

  it('reports where the module failed', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'function-'))
    const modulePath = join(folder, 'index.mjs')
    await writeFile(modulePath, '\nthrow new RangeError("no key")')
    const error = await start('handler', { modulePath })
      .start()
      .catch((error) => error)
    await rm(folder, { recursive: true })
    expect(error).toMatchObject({ errorType: 'RangeError', message: 'no key' })
    expect(error.trace.join('\n')).toContain('index.mjs:2')
  })
})

describe('close()', () => {
  it('leaves no process alive, and can be called again', async () => {
    const lambda = start('describes')
    const pid = await pidOf(lambda)
    await Promise.all([lambda.close(), lambda.close()])
    expect(isAlive(pid)).toBe(false)
    expect(lambda.environments).toBe(0)
  })

  it('fails current, queued and later invocations', async () => {
    await using gate = await createGate()
    const lambda = start('streams', { concurrency: 1 })
    const { body } = await lambda.invoke({ gate: gate.url })
    const waiting = expect(lambda.invoke({})).rejects.toMatchObject({ errorType: 'Twin.Closed' })
    await gate.arrived(1)
    await lambda.close()
    await waiting
    await expect(text(body)).rejects.toMatchObject({ errorType: 'Runtime.ExitError' })
    await expect(lambda.invoke({})).rejects.toMatchObject({ errorType: 'Twin.Closed' })
  })

  it('also ends an environment that is still starting', async () => {
    const lambda = start('describes')
    const starting = expect(lambda.start()).rejects.toMatchObject({ name: 'FunctionError' })
    expect(lambda.environments).toBe(1)
    await lambda.close()
    await starting
    expect(lambda.environments).toBe(0)
  })
})

describe('retire()', () => {
  it('finishes current and queued invocations, accepts no more, and ends every environment', async () => {
    await using gate = await createGate()
    const lambda = start('streams', { concurrency: 1 })
    const read = async () => text((await lambda.invoke({ gate: gate.url })).body)
    const answers = [read(), read()]
    await gate.arrived(1)
    const retired = [lambda.retire(), lambda.retire()]
    await expect(lambda.invoke({})).rejects.toMatchObject({ errorType: 'Twin.Closed' })
    gate.open()
    expect(await Promise.all(answers)).toEqual(Array(2).fill('onetwothree'))
    await Promise.all(retired)
    expect(gate.arrivals).toBe(2)
    expect(lambda.environments).toBe(0)
  })

  it('finishes an invocation that was just accepted and has no environment yet', async () => {
    const lambda = start('describes')
    const first = await pidOf(lambda)
    const [again] = await Promise.all([pidOf(lambda), lambda.retire()])
    expect(again).toBe(first)
  })

  it('ends an idle process at once', async () => {
    const lambda = start('describes')
    const pid = await pidOf(lambda)
    await lambda.retire()
    expect(isAlive(pid)).toBe(false)
  })

  it('survives an invocation whose module cannot be imported', async () => {
    const lambda = start('nothing')
    const failed = expect(lambda.invoke({})).rejects.toMatchObject({ name: 'FunctionError' })
    await Promise.all([failed, lambda.retire()])
    expect(lambda.environments).toBe(0)
  })

  it('is overridden by close(), which cuts the remaining invocations', async () => {
    await using gate = await createGate()
    const lambda = start('streams', { concurrency: 1 })
    const { body } = await lambda.invoke({ gate: gate.url })
    const waiting = expect(lambda.invoke({})).rejects.toMatchObject({ errorType: 'Twin.Closed' })
    const retired = lambda.retire()
    await lambda.close()
    await Promise.all([retired, waiting])
    await expect(text(body)).rejects.toMatchObject({ errorType: 'Runtime.ExitError' })
    expect(lambda.environments).toBe(0)
  })
})

describe('the process of a function', () => {
  it.each(['SIGINT', 'SIGTERM', 'SIGKILL'] as const)(
    'ends with its parent on %s',
    async (signal) => {
      await using gate = await createGate()
      const parent = spawn(process.execPath, [fixture('parent.ts'), gate.url], { stdio: 'inherit' })
      await gate.arrived(1)
      parent.kill(signal)
      const [, endedBy] = await once(parent, 'exit')
      expect(endedBy).toBe(signal)
      await gate.left()
    },
  )
})
