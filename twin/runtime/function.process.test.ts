import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer, json, text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { createGate } from './fixtures/gate.ts'
import type { FunctionOptions, LambdaFunction } from './function.ts'
import { startFunction } from './function.ts'
import type { Invocation } from './invocation.ts'

const HANDLERS = fileURLToPath(new URL('fixtures/handlers.mjs', import.meta.url))
const started: LambdaFunction[] = []

/** The answer of the handler `describes`. */
type Described = {
  event: unknown
  context: Record<string, string>
  remainingMs: number
  env: Record<string, string>
}

const start = (exportName: string, options: Partial<FunctionOptions> = {}): LambdaFunction => {
  const lambda = startFunction({ modulePath: HANDLERS, exportName, env: {}, ...options })
  started.push(lambda)
  return lambda
}

const iterate = ({ body }: Invocation) => body[Symbol.asyncIterator]()
const next = async (chunks: AsyncIterator<Buffer>) => (await chunks.next()).value?.toString()

afterEach(async () => {
  await Promise.all(started.splice(0).map((lambda) => lambda.close()))
})

describe('a function that streams', () => {
  it('answers with status, headers and cookies before its end, and chunk by chunk', async () => {
    await using gate = await createGate()
    const invocation = await start('streams').invoke({ gate: gate.url })
    expect(invocation).toMatchObject({
      statusCode: 201,
      headers: { 'content-type': 'text/event-stream', 'x-count': '1' },
      cookies: ['a=1', 'b=2'],
    })
    const chunks = iterate(invocation)
    expect(await next(chunks)).toBe('one')
    await gate.arrived(1)
    gate.open()
    expect((await next(chunks)) + (await text({ [Symbol.asyncIterator]: () => chunks }))).toBe(
      'twothree',
    )
  })

  it.each([
    [{}, 'application/octet-stream'],
    [{ contentType: 'text/plain' }, 'text/plain'],
  ])('answers 200 without a prelude: %j', async (event, contentType) => {
    const invocation = await start('raw').invoke(event)
    expect(invocation).toMatchObject({ statusCode: 200, headers: { 'content-type': contentType } })
    expect(await text(invocation.body)).toBe('{"any":"object"}')
  })

  it('fails if its stream ends without a write, and serves the next event', async () => {
    const lambda = start('endsWithoutWrite')
    const refusal = { errorType: 'Twin.MalformedResponse' }
    await expect(lambda.invoke({})).rejects.toMatchObject(refusal)
    await expect(lambda.invoke({})).rejects.toMatchObject(refusal)
    expect(lambda.environments).toBe(1)
  })

  it('gets its event, its context and only the environment variables of Lambda', async () => {
    const lambda = start('describes', {
      env: { MINE: 'yes', AWS_REGION: 'eu-north-1' },
      functionName: 'chat',
      timeoutMs: 5_000,
    })
    const { body } = await lambda.invoke({ ü: 1 }, { requestId: 'request-1' })
    const { event, context, remainingMs, env } = (await json(body)) as Described
    expect(event).toEqual({ ü: 1 })
    expect(remainingMs).toBeGreaterThan(0)
    expect(remainingMs).toBeLessThanOrEqual(5_000)
    expect(context).toEqual({
      awsRequestId: 'request-1',
      functionName: 'chat',
      functionVersion: '$LATEST',
      memoryLimitInMB: '512',
      logGroupName: '/aws/lambda/chat',
      logStreamName: 'local',
      invokedFunctionArn: 'arn:aws:lambda:eu-north-1:123456789012:function:chat',
      xRayTraceId: expect.stringMatching(
        /^Root=1-[\da-f]{8}-[\da-f]{24};Parent=[\da-f]{16};Sampled=0$/,
      ),
    })
    expect(env).toEqual({
      MINE: 'yes',
      PATH: process.env.PATH,
      TZ: ':UTC',
      AWS_REGION: 'eu-north-1',
      AWS_DEFAULT_REGION: 'eu-north-1',
      AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
      AWS_LAMBDA_FUNCTION_NAME: 'chat',
      AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '512',
      AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
      AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/chat',
      AWS_LAMBDA_LOG_STREAM_NAME: 'local',
      AWS_LAMBDA_RUNTIME_API: expect.stringMatching(/^127\.0\.0\.1:\d+$/),
      AWS_XRAY_CONTEXT_MISSING: 'IGNORE_ERROR',
      LAMBDA_TASK_ROOT: join(HANDLERS, '..'),
      _HANDLER: 'handlers.describes',
      _X_AMZN_TRACE_ID: context.xRayTraceId,
    })
  })

  it('uses the cache of compiled modules of this process, and does not know it', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'compiled-'))
    vi.stubEnv('NODE_COMPILE_CACHE', folder)
    const { body } = await start('describes').invoke({})
    vi.unstubAllEnvs()
    expect(((await json(body)) as Described).env).not.toHaveProperty('NODE_COMPILE_CACHE')
    expect(await readdir(folder, { recursive: true })).not.toEqual([])
    await rm(folder, { recursive: true })
  })

  it('can use a tracer, which traces no request of the runtime and prints nothing', async () => {
    const lines: string[] = []
    const lambda = start('handler', {
      modulePath: join(HANDLERS, '../traced.mjs'),
      onLog: (line) => lines.push(line),
    })
    await lambda.start()
    for (const count of [1, 2]) {
      const { body } = await lambda.invoke({ count })
      expect(await json(body)).toEqual({ traced: ['/at-start'] })
    }
    await lambda.close()
    expect(lines).toEqual([])
  })

  it('is paused while nobody reads', { timeout: 15_000 }, async () => {
    const paused = Promise.withResolvers<number>()
    const onLog = (line: string) => paused.resolve(Number(/paused at (\d+)/.exec(line)?.[1]))
    const lambda = start('floods', { onLog })
    const { body } = await lambda.invoke({ chunks: 640, chunkBytes: 100_000 })
    // The socket buffers of this machine, on both sides, hold far less than 640 chunks.
    expect(await paused.promise).toBeLessThan(200)
    expect((await buffer(body)).length).toBe(64_000_000)
  })

  it('finishes when the reader leaves', async () => {
    const lambda = start('floods', { concurrency: 1 })
    const event = { chunks: 200, chunkBytes: 100_000 }
    const { body } = await lambda.invoke(event)
    for await (const _chunk of body) break
    await iterate(await lambda.invoke(event)).return?.()
    expect((await buffer((await lambda.invoke(event)).body)).length).toBe(20_000_000)
    expect(lambda.environments).toBe(1)
  })
})

describe('a function that returns a value', () => {
  it('answers as a Function URL interprets the value', async () => {
    const response = {
      statusCode: 418,
      headers: { A: 'b' },
      cookies: ['c=d'],
      body: 'YQ==',
      isBase64Encoded: true,
    }
    const invocation = await start('buffers').invoke({ response })
    expect(invocation).toMatchObject({ statusCode: 418, headers: { a: 'b' }, cookies: ['c=d'] })
    expect(await text(invocation.body)).toBe('a')
  })

  it('answers with null for nothing', async () => {
    expect(await text((await start('buffers').invoke({})).body)).toBe('null')
  })

  it.each([
    ['buffersThrow', {}, 'RangeError'],
    ['buffersCircle', {}, 'Runtime.JSONStringifyError'],
    ['buffersBig', { bytes: 7_000_000 }, 'Function.ResponseSizeTooLarge'],
  ])('%s fails and serves the next event', async (name, event, errorType) => {
    const lambda = start(name)
    for (const requestId of ['a', 'b']) {
      const error = await lambda.invoke(event, { requestId }).catch((error) => error)
      expect(error).toMatchObject({ name: 'FunctionError', errorType, requestId })
      expect(error.message).not.toContain('secret')
    }
    expect(lambda.environments).toBe(1)
  })

  it('is found inside an object', async () => {
    const { body } = await start('notAFunction.nested.handler').invoke({})
    expect(await text(body)).toBe('"nested"')
  })
})

describe('a function that fails', () => {
  it('before the first byte rejects without its message, and serves the next event', async () => {
    const log: string[] = []
    const lambda = start('throwsBefore', { onLog: (line) => log.push(line) })
    for (let i = 0; i < 2; i++) {
      const error = await lambda.invoke({}).catch((error) => error)
      expect(error).toMatchObject({ errorType: 'RangeError', message: 'The function failed' })
    }
    expect(lambda.environments).toBe(1)
    expect(log.join('\n')).toContain('secret of the handler')
  })

  it('after the first byte breaks off the body, and serves the next event', async () => {
    const lambda = start('throwsAfter')
    const invocation = await lambda.invoke({}, { requestId: 'mine' })
    expect(invocation.statusCode).toBe(201)
    const chunks = iterate(invocation)
    expect(await next(chunks)).toBe('one')
    await expect(chunks.next()).rejects.toMatchObject({
      errorType: 'RangeError',
      requestId: 'mine',
    })
    await lambda.invoke({})
    expect(lambda.environments).toBe(1)
  })

  it('because a streaming handler returns no promise rejects', async () => {
    await expect(start('throwsSync').invoke({})).rejects.toMatchObject({ errorType: 'Error' })
  })

  it.each([[undefined], ['with an error']])(
    'because it destroys its stream ends its process: %s',
    async (message) => {
      await using gate = await createGate()
      const lambda = start('destroysAfter')
      const chunks = iterate(await lambda.invoke({ gate: gate.url, message }))
      expect(await next(chunks)).toBe('one')
      gate.open()
      await expect(chunks.next()).rejects.toMatchObject({
        errorType: 'Runtime.ExitError',
        message: 'Runtime exited with error: exit status 1',
      })
      expect(lambda.environments).toBe(0)
      expect((await lambda.invoke({ gate: gate.url })).statusCode).toBe(201)
    },
  )

  it('because it destroys its stream before the first byte rejects', async () => {
    const failure = { errorType: 'Runtime.ExitError' }
    await expect(start('destroysBefore').invoke({})).rejects.toMatchObject(failure)
  })

  it('because it destroys its stream truncates the body if the process survives', async () => {
    await using gate = await createGate()
    const lambda = start('destroysAndSurvives')
    const chunks = iterate(await lambda.invoke({ gate: gate.url }))
    await next(chunks)
    gate.open()
    await expect(chunks.next()).rejects.toMatchObject({ errorType: 'Runtime.TruncatedResponse' })
    expect(lambda.environments).toBe(1)
  })

  it.each([
    [0, 'Runtime exited without providing a reason'],
    [3, 'Runtime exited with error: exit status 3'],
  ])('because it exits with %i rejects, and its process is replaced', async (code, message) => {
    const lambda = start('exits', { concurrency: 1 })
    const failure = { errorType: 'Runtime.ExitError', message }
    await expect(lambda.invoke({ code })).rejects.toMatchObject(failure)
    expect(lambda.environments).toBe(0)
    await expect(lambda.invoke({ code })).rejects.toMatchObject(failure)
  })

  it('because it never ends its stream is killed at the deadline', async () => {
    const lambda = start('neverEnds', { timeoutMs: 400 })
    const chunks = iterate(await lambda.invoke({}, { requestId: 'mine' }))
    expect(await next(chunks)).toBe('one')
    await expect(chunks.next()).rejects.toMatchObject({
      errorType: 'Sandbox.Timedout',
      message: 'Task timed out after 0.40 seconds',
      requestId: 'mine',
    })
    expect(lambda.environments).toBe(0)
  })

  it('because it never answers is killed at the deadline', async () => {
    const failure = { errorType: 'Sandbox.Timedout' }
    await expect(start('neverAnswers', { timeoutMs: 400 }).invoke({})).rejects.toMatchObject(
      failure,
    )
  })
})

describe('a function that does not start', () => {
  const failing = async (files: Record<string, string>, exportName = 'handler') => {
    const folder = await mkdtemp(join(tmpdir(), 'function-'))
    const log: string[] = []
    try {
      for (const [name, source] of Object.entries(files))
        await writeFile(join(folder, name), source)
      const modulePath = join(folder, 'index.mjs')
      const lambda = start(exportName, { modulePath, onLog: (line) => log.push(line) })
      const error = await lambda.invoke({}).catch((error) => error)
      expect(lambda.environments).toBe(0)
      return { error, log: log.join('\n') }
    } finally {
      await rm(folder, { recursive: true })
    }
  }

  it.each([
    ['a module that is missing', {}, 'Runtime.ImportModuleError', 'Cannot find module'],
    [
      'a syntax error',
      { 'index.mjs': 'export const' },
      'Runtime.UserCodeSyntaxError',
      'SyntaxError',
    ],
    // As in Lambda's client, a failed ES import has no type of its own.
    [
      'an import that is missing',
      { 'index.mjs': 'import "./a.mjs"' },
      'Error',
      'Cannot find module',
    ],
    ['no handler', { 'index.mjs': '' }, 'Runtime.HandlerNotFound', 'index.handler is undefined'],
    [
      'a module that throws',
      { 'index.mjs': 'throw new RangeError("no key")' },
      'RangeError',
      'no key',
    ],
    [
      'a module that exits',
      { 'index.mjs': 'process.exit(4)' },
      'Runtime.ExitError',
      'exit status 4',
    ],
  ])('reports the reason: %s', async (_case, files, errorType, message) => {
    const { error } = await failing(files)
    expect(error).toMatchObject({ name: 'FunctionError', errorType })
    expect(error.message).toContain(message)
  })

  it('logs the reason', async () => {
    const { log } = await failing({
      'index.mjs': 'console.error("about to"); throw new Error("fail")',
    })
    expect(log).toMatch(/about to.*Init Error.*fail/s)
  })

  it.each([['notAFunction'], ['callback']])('refuses %s as a handler', async (name) => {
    const failure = { errorType: expect.stringMatching(/^Runtime\./) }
    await expect(start(name).invoke({})).rejects.toMatchObject(failure)
  })

  it('reports a missing command', async () => {
    const lambda = start('streams', {
      command: () => ({ command: '/none', args: [] }),
      onLog: () => {},
    })
    await expect(lambda.invoke({})).rejects.toMatchObject({
      errorType: 'Runtime.InvalidEntrypoint',
    })
    expect(lambda.environments).toBe(0)
  })
})

describe('the output of a function', () => {
  it('arrives line by line, including the last line', async () => {
    const log: string[] = []
    const lambda = start('logs', { onLog: (line, stream) => log.push(`${stream}: ${line}`) })
    await expect(lambda.invoke({})).rejects.toMatchObject({ errorType: 'Runtime.ExitError' })
    expect(log.toSorted()).toEqual([
      'stderr: to stderr',
      'stdout: to stdout: ü',
      'stdout: without\ra line end',
    ])
  })
})
