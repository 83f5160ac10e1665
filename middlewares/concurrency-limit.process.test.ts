import { spawn } from 'node:child_process'
import { once } from 'node:events'
import middy from '@middy/core'
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest'
import { childEnv } from '../test/support/child-env.ts'
import { startLimits, type TestLimits } from '../test/support/limits-table.ts'
import { openInvocation } from '../twin/runtime/in-process.ts'
import type { DynamoDb } from '../twin/services/dynamodb.ts'
import { concurrencyLimit } from './concurrency-limit.ts'

const pathOf = (file: string) => JSON.stringify(new URL(file, import.meta.url).href)

let dynamodb: DynamoDb
let table: TestLimits
beforeAll(async () => {
  ;({ dynamodb, limits: table } = await startLimits())
})
afterEach(() => {
  vi.useRealTimers()
})
afterAll(() => dynamodb.close())

it('the lease of a process that is killed ends with the deadline of its function', async () => {
  const options = { ...table, answers: 1, key: () => 'learner', name: 'chat' }
  const script = `import middy from '@middy/core'
import { concurrencyLimit } from ${pathOf('concurrency-limit.ts')}
const { key, ...options } = ${JSON.stringify({ ...options, key: '' })}
const handler = middy()
  .use(concurrencyLimit({ ...options, key: () => 'learner' }))
  .handler(() => {
    console.log('answering')
    return new Promise(() => setInterval(() => {}, 1_000))
  })
await handler({}, { getRemainingTimeInMillis: () => 30_000 })`
  const env = {
    ...childEnv,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'a',
    AWS_SECRET_ACCESS_KEY: 'b',
  }
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script], { env })
  await once(child.stdout, 'data')
  child.kill('SIGKILL')
  await once(child, 'exit')
  const killedAt = Date.now()

  const handler = middy()
    .use(concurrencyLimit(options))
    .handler(() => 'done')
  const ask = () => openInvocation(handler, {})
  await expect(ask()).rejects.toMatchObject({ code: 'too_many_answers' })
  vi.useFakeTimers({ toFake: ['Date'], now: killedAt + 30_000 })
  expect(await ask()).toMatchObject({ statusCode: 200 })
})
