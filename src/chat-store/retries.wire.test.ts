import { GetItemCommand } from '@aws-sdk/client-dynamodb'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { startScripted } from '../../twin/testing/scripted-server.ts'
import { requests } from './requests.ts'

const cause = { package: 'middy-chat/chat-history', table: 'chats' }

const throttled = () => Object.assign(new Error('Slow down'), { name: 'ThrottlingException' })

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

/** When an operation was tried, and when and how it ended, in milliseconds. */
const timesOf = async (operation: (attempt: number, signal: AbortSignal) => Promise<unknown>) => {
  const start = Date.now()
  const tries: number[] = []
  let end: number | undefined
  const sent = requests(undefined)('chats', (_client, { abortSignal }) => {
    tries.push(Date.now() - start)
    return operation(tries.length, abortSignal)
  })
  const outcome = sent
    .catch((error: Error) => error.cause)
    .finally(() => {
      end = Date.now() - start
    })
  await vi.advanceTimersByTimeAsync(20_000)
  return { tries, end, outcome: await outcome }
}

const gaps = (times: number[]) => times.slice(1).map((time, at) => time - Number(times[at]))

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  expect(vi.getTimerCount(), 'timers left behind').toBe(0)
  vi.useRealTimers()
  vi.restoreAllMocks()
})

describe('a request that is throttled', () => {
  it('is made eleven times, each after at most twice as long, and half a second', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(1)
    const { tries, outcome } = await timesOf(() => Promise.reject(throttled()))
    expect(gaps(tries)).toEqual([25, 50, 100, 200, 400, 500, 500, 500, 500, 500])
    expect(outcome).toEqual({ ...cause, error: 'ThrottlingException' })
  })

  it('waits for a part of that by chance', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0.5)
    const { tries } = await timesOf(() => Promise.reject(throttled()))
    expect(gaps(tries)).toEqual([12, 25, 50, 100, 200, 250, 250, 250, 250, 250])
  })

  it('is over as soon as it succeeds', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(1)
    const operation = (attempt: number) =>
      attempt < 3 ? Promise.reject(throttled()) : Promise.resolve('done')
    expect(await timesOf(operation)).toEqual({ tries: [0, 25, 75], end: 75, outcome: 'done' })
  })
})

describe('a request that fails', () => {
  const failing = (error: unknown) => timesOf(() => Promise.reject(error))
  const networkError = (code: string) => Object.assign(new Error('arn:aws:secret'), { code })

  it.each(['ECONNRESET', 'ENOTFOUND', 'EAI_FAIL', 'UND_ERR_SOCKET'])(
    'in the network (%s) is made again',
    async (code) => {
      expect((await failing(networkError(code))).tries).toHaveLength(11)
    },
  )

  it.each([
    [
      'with a code and a status',
      { ...networkError('SOME_CODE'), $metadata: { httpStatusCode: 400 } },
    ],
    ['in our own code', new TypeError('secret')],
    ['without credentials', Object.assign(new Error(), { name: 'CredentialsProviderError' })],
    ['with no error at all', 'secret'],
  ])('%s is not', async (_, error) => {
    const { tries, outcome } = await failing(error)
    expect(tries).toEqual([0])
    expect(JSON.stringify(outcome)).not.toContain('secret')
  })

  it('for its condition has no outcome, and is not made again', async () => {
    const name = 'ConditionalCheckFailedException'
    const { tries, outcome } = await failing(Object.assign(new Error(), { name }))
    expect([tries, outcome]).toEqual([[0], undefined])
  })
})

describe('a request that takes too long', () => {
  const timeout = { ...cause, error: 'TimeoutError' }

  it('is given up after five seconds, and its signal aborts', async () => {
    let signal: AbortSignal | undefined
    const { tries, end, outcome } = await timesOf((_attempt, given) => {
      signal = given
      return new Promise(() => {})
    })
    expect([tries, end, outcome]).toEqual([[0], 5_000, timeout])
    expect(signal?.reason).toMatchObject({ name: 'TimeoutError' })
  })

  it('is given up after five seconds with all its tries', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(1)
    const { tries, end, outcome } = await timesOf(async () => {
      await pause(1_500)
      throw throttled()
    })
    expect([tries, end, outcome]).toEqual([[0, 1_525, 3_075, 4_675], 5_000, timeout])
  })

  it('is not made again when its time ends before the next try', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(1)
    const { tries, end, outcome } = await timesOf(async () => {
      await pause(4_990)
      throw throttled()
    })
    expect([tries, end, outcome]).toEqual([[0], 5_000, timeout])
  })
})

it.each([
  ['succeeds', async () => 'done'],
  ['fails', () => Promise.reject(new TypeError())],
])('leaves no timer behind when it %s', async (_, operation) => {
  await requests(undefined)('chats', operation).catch(() => {})
  expect(vi.getTimerCount()).toBe(0)
})

it('tries a silent host three times in its time, and then leaves its connection', async () => {
  vi.useRealTimers()
  const server = await startScripted((_writer, _response, { left }) => left)
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  const command = new GetItemCommand({ TableName: 'chats', Key: { id: { S: 'a' } } })
  const sent = requests(server.url)('chats', (client, options) => client.send(command, options))
  const failed = expect(sent).rejects.toMatchObject({ cause: { error: 'TimeoutError' } })
  let isOver = false
  failed.then(() => {
    isOver = true
  })
  while (!isOver) {
    await vi.advanceTimersByTimeAsync(20)
    await new Promise(setImmediate)
  }
  expect(server.calls).toHaveLength(3)
  await Promise.all(server.calls.map(({ left }) => left))
  await server.close()
})
