import { CreateTableCommand, DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb'
import middy from '@middy/core'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { jsonErrors } from '../../../middlewares/json-errors.ts'
import { requestLog } from '../../../middlewares/request-log.ts'
import { signedIn } from '../../../test/support/signed-in.ts'
import { type DynamoDb, startDynamoDb } from '../../../twin/services/dynamodb.ts'
import { feedbackTable } from '../../../twin/services/tables.ts'
import { functionUrlEvent } from '../../../twin/testing/event-shapes.ts'
import { invoke } from '../../../twin/testing/invoke.ts'
import { feedbackRoute } from './route.ts'
import { feedbackStore } from './store.ts'

const moto = process.env.MOTO_SERVER_URL
if (!moto) console.info('MOTO_SERVER_URL is not set: feedback is stored on the twin alone')

const now = Date.parse('2026-11-29T12:00:00.500Z')
const session_id = '5b0c11a5-91f7-4b0e-a1b5-000000000001'
const good = { session_id, helpful: true, emotion: 'sad' }
const comment = '덕분에 힘이 났어요.'

let dynamodb: DynamoDb
beforeAll(async () => {
  dynamodb = await startDynamoDb({ tables: [feedbackTable('feedback')] })
})
afterAll(() => dynamodb.close())
afterEach(() => {
  vi.useRealTimers()
  dynamodb.fail = undefined
  dynamodb.throttle(0)
})

const itemsOf = async (endpoint: string, TableName: string, userId: string) => {
  const client = new DynamoDBClient({ endpoint })
  const { Items = [] } = await client.send(new ScanCommand({ TableName }))
  client.destroy()
  return Items.filter(({ user_id }) => user_id?.S === userId)
}

/** What the route answers to this user, and the lines that it logs. */
const send = async (
  userId: string,
  body: unknown,
  table = { endpoint: dynamodb.url, name: 'feedback' },
) => {
  const lines: object[] = []
  const log = (...line: unknown[]) => {
    lines.push(line)
  }
  const logger = { addContext: () => {}, info: log, warn: log, error: log }
  const store = feedbackStore({ table: table.name, endpoint: table.endpoint, days: 30 })
  const route = feedbackRoute(store)
  const handler = middy<Parameters<typeof route>[0]>()
    .use(requestLog({ logger }))
    .use(jsonErrors())
    .use(signedIn(userId, { email: 'learner@example.com' }))
    .handler(route)
  const event = functionUrlEvent({
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  const { statusCode, json } = await invoke(handler, event)
  return {
    statusCode,
    body: json() as { error?: string; message?: string },
    log: JSON.stringify(lines),
  }
}

const keeps = (make: () => Promise<{ endpoint: string; name: string }>) => {
  let table: Awaited<ReturnType<typeof make>>
  beforeAll(async () => {
    table = await make()
  })

  it('keeps an item for the user and the session, without the e-mail', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now })
    const sent = await send('user-1', { ...good, user_comment: comment }, table)
    expect(sent).toMatchObject({ statusCode: 200, body: { status: 'recorded' } })
    expect(await itemsOf(table.endpoint, table.name, 'user-1')).toEqual([
      {
        user_id: { S: 'user-1' },
        session_id: { S: session_id },
        helpful: { BOOL: true },
        emotion: { S: 'sad' },
        user_comment: { S: comment },
        created_at: { S: '2026-11-29T12:00:00.500Z' },
        expires_at: { N: String(Math.floor(now / 1000) + 30 * 86_400) },
      },
    ])
  })

  it('replaces what the user said before, also the comment', async () => {
    await send('user-2', { ...good, user_comment: comment }, table)
    await send('user-2', { ...good, helpful: false, session_id: session_id.toUpperCase() }, table)
    const [item, ...others] = await itemsOf(table.endpoint, table.name, 'user-2')
    expect(others).toEqual([])
    expect(item).toMatchObject({ session_id: { S: session_id }, helpful: { BOOL: false } })
    expect(item).not.toHaveProperty('user_comment')
  })

  it('keeps what each user says about a session, and each session of a user', async () => {
    const other = session_id.replace(/1$/, '2')
    await send('user-3', good, table)
    await send('user-3', { ...good, session_id: other }, table)
    await send('user-4', good, table)
    const ids = (userId: string) =>
      itemsOf(table.endpoint, table.name, userId).then((items) =>
        items.map((item) => item.session_id?.S).toSorted(),
      )
    expect(await ids('user-3')).toEqual([session_id, other])
    expect(await ids('user-4')).toEqual([session_id])
  })
}

describe('feedback on the twin', () => {
  keeps(async () => ({ endpoint: dynamodb.url, name: 'feedback' }))
})

describe.runIf(moto)('feedback on moto', () => {
  keeps(async () => {
    const table = { endpoint: String(moto), name: `feedback-${process.pid}-${Date.now()}` }
    const client = new DynamoDBClient({ endpoint: table.endpoint })
    await client.send(new CreateTableCommand(feedbackTable(table.name)))
    client.destroy()
    return table
  })
})

describe('a request that is refused', () => {
  it('lists the fault of every field, keeps nothing and logs no comment', async () => {
    const wrong = { session_id: 'a', helpful: 1, emotion: 'b', user_comment: comment.repeat(200) }
    const { statusCode, body, log } = await send('user-5', wrong)
    expect(statusCode).toBe(400)
    expect(body.error).toBe('invalid_body')
    expect(body.message).toMatch(
      /^Not valid: session_id: must be a UUID; helpful: must be true or false; emotion: must be one of [a-z, ]+; user_comment: must have at most 2000 characters$/,
    )
    expect(log).not.toContain(comment)
    expect(await itemsOf(dynamodb.url, 'feedback', 'user-5')).toEqual([])
  })

  it('is one of a user whose id cannot be a key', async () => {
    const { statusCode, body } = await send('x'.repeat(1_025), good)
    expect([statusCode, body.error]).toEqual([403, 'forbidden'])
  })
})

describe('a table that fails', () => {
  /** Its answer on a clock that the test drives, and the milliseconds until then. */
  const failed = async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    let sent: Awaited<ReturnType<typeof send>> | undefined
    const sending = send('user-6', { ...good, user_comment: comment }).then((answer) => {
      sent = answer
    })
    let ms = 0
    for (; sent === undefined && ms < 10_000; ms += 20) {
      await vi.advanceTimersByTimeAsync(20)
      // A turn of the event loop, for the sockets.
      await new Promise(setImmediate)
    }
    await sending
    return { ms, ...sent }
  }

  it.each([
    ['denies the request', 'AccessDeniedException', 'AccessDeniedException'],
    ['does not answer', 'hang', 'TimeoutError'],
  ] as const)('is 503 within the time of a write if it %s', async (_, failure, error) => {
    dynamodb.fail = failure
    const { ms, statusCode, body, log } = await failed()
    expect([statusCode, body?.error]).toEqual([503, 'feedback_unavailable'])
    expect(log).toContain(`"table":"feedback","error":"${error}","throttled":false`)
    expect(log).not.toContain(comment)
    expect(ms).toBeLessThanOrEqual(3_100)
  })

  it('is 503 within the time of a write if it throttles, and says so', async () => {
    dynamodb.throttle(1)
    const { ms, statusCode, body, log } = await failed()
    expect([statusCode, body?.error]).toEqual([503, 'feedback_unavailable'])
    expect(log).toContain('"throttled":true')
    expect(ms).toBeLessThanOrEqual(3_100)
  })

  it('is asked again, so that one fault in it is not noticed', async () => {
    dynamodb.fail = { failure: 500, times: 1 }
    expect((await send('user-7', good)).statusCode).toBe(200)
    expect(await itemsOf(dynamodb.url, 'feedback', 'user-7')).toHaveLength(1)
  })
})
