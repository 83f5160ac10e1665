import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildLambdas } from '../../scripts/build/lambdas.ts'
import { base as chatBase } from '../../scripts/events/chat-cases.ts'
import { base as chatbotQueryBase } from '../../scripts/events/chatbot-query-cases.ts'
import { functionNamed } from '../../scripts/functions.ts'
import { createKeys, type Keys } from '../../twin/services/tokens.ts'
import { failingGemini } from './failing-gemini.ts'
import type { FailureCase } from './failure-case.ts'
import { runCase } from './run-case.ts'
import { failureTables } from './tables.ts'

const { modulePath } = functionNamed('chatbot-query')
const options = { base: chatbotQueryBase, model: failingGemini }

let keys: Keys
let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'handlers-'))
  await buildLambdas()
  keys = await createKeys()
})
afterAll(() => rm(folder, { recursive: true }))

const good: FailureCase = { name: 'nothing', status: 200, ending: 'done', chunks: 34 }

/** A handler that streams by hand. */
const handler = async (name: string, body: string) => {
  const file = join(folder, `${name}.mjs`)
  const head = "{ statusCode: 200, headers: { 'content-type': 'text/event-stream' } }"
  await writeFile(
    file,
    `export const handler = awslambda.streamifyResponse(async (event, stream) => {
  stream = awslambda.HttpResponseStream.from(stream, ${head})
  console.log('{"message":"request"}')
  ${body}
})
`,
  )
  return file
}

const faultsOf = async (
  name: string,
  body: string,
  base = chatbotQueryBase,
  wanted: Partial<FailureCase> = {},
) =>
  (
    await runCase(
      { ...good, modelCalls: 0, ...wanted },
      { keys, ...options, base, modulePath: await handler(name, body) },
    )
  ).faults

describe('a case of the failure table', () => {
  it('has no fault when the request ends as it should', async () => {
    expect((await runCase(good, { keys, ...options, modulePath })).faults).toEqual([])
  })

  it('names everything that is not as it should be', async () => {
    const wrong: FailureCase = {
      ...good,
      status: 503,
      ending: 'json model_overloaded',
      modelCalls: 3,
      chunks: 35,
      retryAfter: '1',
      logged: { modelCalls: 3, model: 'gemini-3.8-flash', fallback: true, chunks: undefined },
    }
    expect((await runCase(wrong, { keys, ...options, modulePath })).faults).toEqual([
      'status: 200, not 503',
      'ending: done, not json model_overloaded',
      'terminal frames: 1, not 0',
      'model calls: 1, not 3',
      'finish: stop, not undefined',
      'retry-after: undefined, not 1',
      'chunks: 34, not 35',
      'logged modelCalls: 1, not 3',
      'logged fallback: undefined, not true',
      'logged chunks: 34, not undefined',
    ])
  })

  it('reads the log line of the last request', async () => {
    const logged = { model: 'gemini-3.8-flash', modelCalls: 1, fallback: undefined, chunks: 34 }
    const twice = { ...good, requests: 2, logged }
    expect((await runCase(twice, { keys, ...options, modulePath })).faults).toEqual([])
  })

  it('sees a delay that is not the one wanted', async () => {
    const isLong = (seconds = '') => Number(seconds) > 60
    const gemini = failureTables[0]?.cases.find(({ name }) => name === 'model: 429 with RetryInfo')
    const busy = { ...good, ...gemini, retryAfter: isLong }
    expect((await runCase(busy, { keys, ...options, modulePath })).faults).toContain(
      'retry-after: 37, not isLong',
    )
  })

  it('sees a body that takes too long', async () => {
    const body = `stream.write('data: {}\\n\\n')
  await new Promise((resolve) => setTimeout(resolve, 100))
  stream.write('data: [DONE]\\n\\n'); stream.end()`
    const slow = 'more than 50 ms for the body: true, not false'
    expect(await faultsOf('slow', body, undefined, { withinMs: 50 })).toContain(slow)
    expect(await faultsOf('slow', body, undefined, { withinMs: 5_000 })).not.toContain(slow)
  })

  it('sees two terminal frames', async () => {
    const body = "stream.write('data: [DONE]\\n\\ndata: [DONE]\\n\\n'); stream.end()"
    expect(await faultsOf('twice', body)).toContain('terminal frames: 2, not 1')
  })

  it('sees a stream that is cut, and a sandbox that dies of it', async () => {
    const faults = await faultsOf('dies', "stream.write('x'); stream.destroy(new Error('broken'))")
    expect(faults).toContain('sandbox alive: false, not true')
    expect(faults).toContain('ending: cut, not done')
  })

  it('sees a rejection that nobody handles', async () => {
    const body =
      "Promise.reject(new Error('lost')); stream.write('data: [DONE]\\n\\n'); stream.end()"
    expect(await faultsOf('lost', body)).toContain(
      'would have ended the process: unhandledRejection',
    )
  })

  it.each([
    ['a token', "event.headers['x-viewer-authorization']", chatbotQueryBase],
    ['a query', 'event.body', chatbotQueryBase],
    ['an id_token', 'event.headers.id_token', chatBase],
    ['a prompt', 'event.body', chatBase],
    ['an address', "event.headers['x-forwarded-for']", chatBase],
  ])('sees %s in the log', async (name, secret, base) => {
    const body = `console.log(${secret}); stream.write('data: [DONE]\\n\\n'); stream.end()`
    const faults = await faultsOf(name.replace(' ', '-'), body, base)
    expect(faults.some((fault) => fault.startsWith('a secret was shown'))).toBe(true)
  })

  it('sees requests that are not logged', async () => {
    const body =
      'console.log(\'{"message":"request"}\'); stream.write(\'data: [DONE]\\n\\n\'); stream.end()'
    expect(await faultsOf('logged', body)).toContain('2 requests are logged, not 1')
  })
})

describe.each(failureTables)('the failure table of $name', ({ cases, options }) => {
  it('has each case once', () => {
    const names = cases.map(({ name }) => name)
    expect(new Set(names).size).toBe(names.length)
  })

  it('breaks its own model', async () => {
    const named = 'model: error in the stream'
    const failureCase = cases.find(({ name }) => name === named) ?? good
    expect((await runCase(failureCase, { keys, ...options })).faults).toEqual([])
  })
})
