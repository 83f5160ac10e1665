import { UpdateItemCommand } from '@aws-sdk/client-dynamodb'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { startLimits, type TestLimits } from '../../test/support/limits-table.ts'
import type { DynamoDb } from '../../twin/services/dynamodb.ts'
import { httpError } from '../errors/http-error.ts'
import { wasThrottled } from './errors.ts'
import { requests } from './requests.ts'

const pkg = 'middy-chat/test'

let dynamodb: DynamoDb
let limits: TestLimits
beforeAll(async () => {
  ;({ dynamodb, limits } = await startLimits())
})
afterAll(() => dynamodb.close())
afterEach(() => {
  dynamodb.fail = undefined
  dynamodb.throttle(0)
  vi.useRealTimers()
})

const count = (budgetMs?: number) => {
  const command = new UpdateItemCommand({
    TableName: limits.table,
    Key: { id: { S: 'rate#test#a' }, period: { S: '1' } },
    UpdateExpression: 'ADD n :one',
    ExpressionAttributeValues: { ':one': { N: '1' } },
    ReturnValues: 'ALL_NEW',
  })
  const send = requests(pkg, limits.endpoint)
  return send(limits.table, (client, options) => client.send(command, options), budgetMs)
}

/** The error of a count, and how long it took on a clock that the test drives. */
const failed = async (budgetMs?: number) => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  let error: unknown
  const counting = count(budgetMs).catch((reason: unknown) => {
    error = reason
  })
  let ms = 0
  for (; error === undefined && ms < 3_000; ms += 20) {
    await vi.advanceTimersByTimeAsync(20)
    // A turn of the event loop, for the sockets.
    await new Promise(setImmediate)
  }
  await counting
  return { error, ms }
}

describe('the table of the limits', () => {
  it('is there', async () => {
    expect(await count()).toMatchObject({ Attributes: { n: { N: '1' } } })
  })

  it('is given up within a second when it does not answer', async () => {
    dynamodb.fail = 'hang'
    const { error, ms } = await failed()
    expect(error).toMatchObject({
      statusCode: 503,
      code: 'limits_unavailable',
      cause: { package: pkg, table: 'limits', error: 'TimeoutError', throttled: false },
    })
    expect(wasThrottled(error)).toBe(false)
    expect(ms).toBeLessThan(1_000)
  })

  it('is given up sooner when less time is left', async () => {
    dynamodb.fail = 'hang'
    const { ms } = await failed(300)
    expect(ms).toBeLessThan(400)
  })

  it('is given up within a second when it throttles, and says so', async () => {
    dynamodb.throttle(1)
    const { error, ms } = await failed()
    expect(error).toMatchObject({ code: 'limits_unavailable', cause: { throttled: true } })
    expect(wasThrottled(error)).toBe(true)
    expect(ms).toBeLessThan(1_000)
  })
})

it('another error was not throttled', () => {
  const cause = { package: pkg, throttled: true }
  expect(wasThrottled(httpError('model_busy', { cause }))).toBe(false)
  expect(wasThrottled(new Error('throttled'))).toBe(false)
})
