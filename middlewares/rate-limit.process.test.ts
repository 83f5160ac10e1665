import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { childEnv } from '../test/support/child-env.ts'
import { startLimits, type TestLimits } from '../test/support/limits-table.ts'
import type { RateLimitedInput, RateLimitedOutput } from '../test/support/rate-limited.ts'
import type { DynamoDb } from '../twin/services/dynamodb.ts'

const script = fileURLToPath(new URL('../test/support/rate-limited.ts', import.meta.url))

let dynamodb: DynamoDb
let table: TestLimits
beforeAll(async () => {
  ;({ dynamodb, limits: table } = await startLimits())
})
afterAll(() => dynamodb.close())

const run = async (input: Omit<RateLimitedInput, keyof TestLimits>): Promise<RateLimitedOutput> => {
  const env = {
    ...childEnv,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'a',
    AWS_SECRET_ACCESS_KEY: 'b',
  }
  const args = [script, JSON.stringify({ ...input, ...table })]
  const { stdout } = await promisify(execFile)(process.execPath, args, { env })
  return JSON.parse(stdout)
}

it('limits are exact for four processes at once, for each of 50 addresses and for one', async () => {
  const others = Array.from({ length: 50 }, (_, at) => `198.51.100.${at}`)
  const limits = [
    { requests: 20, addresses: ['203.0.113.7'], asks: 125 },
    { requests: 3, addresses: others, asks: 1 },
  ]
  // The clock of each process stands still. The SDK repeats requests if it is minutes from the server's.
  const now = Math.floor(Date.now() / 60_000) * 60_000
  const processes = await Promise.all([1, 2, 3, 4].map(() => run({ now, limits })))

  const [one, many] = limits.map((_, at) => processes.map((each) => each[at]))
  const statusesOf = (each: typeof one, address: string) =>
    each?.flatMap((output) => output?.statuses[address] ?? []).toSorted()
  const times = (count: number, status: number) => Array<number>(count).fill(status)
  expect(statusesOf(one, '203.0.113.7')).toEqual([...times(20, 200), ...times(480, 429)])
  for (const address of others) {
    expect(statusesOf(many, address), address).toEqual([...times(3, 200), 429])
  }
  const modelCalls = [one, many].map((each) =>
    each?.reduce((sum, output) => sum + Number(output?.modelCalls), 0),
  )
  expect(modelCalls).toEqual([20, 150])
})
