import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  BatchWriteItemCommand,
  DescribeTableCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type DynamoDb, type DynamoDbOptions, startDynamoDb } from './dynamodb.ts'
import { chatTables } from './tables.ts'

const tables = chatTables({ chats: 'chats', messages: 'messages' })

const clientOf = ({ url }: DynamoDb, requestTimeout = 10_000) =>
  new DynamoDBClient({
    endpoint: url,
    maxAttempts: 1,
    requestHandler: { requestTimeout, throwOnRequestTimeout: true },
  })

const item = (id: string, content = '') => ({
  chat_key: { S: 'chat' },
  id: { S: id },
  content: { S: content },
})

let dynamodb: DynamoDb
let client: DynamoDBClient
beforeAll(async () => {
  dynamodb = await startDynamoDb({ tables })
  client = clientOf(dynamodb)
})
beforeEach(() => {
  dynamodb.fail = undefined
  dynamodb.throttle(0)
  dynamodb.resetCounts()
})
afterAll(() => dynamodb.close())

const put = (id: string, content?: string) =>
  client.send(new PutItemCommand({ TableName: 'messages', Item: item(id, content) }))
const get = (id: string, more: { ConsistentRead?: boolean } = {}) => {
  const Key = { chat_key: { S: 'chat' }, id: { S: id } }
  return client.send(new GetItemCommand({ TableName: 'messages', Key, ...more }))
}
const query = () =>
  client.send(
    new QueryCommand({
      TableName: 'messages',
      ConsistentRead: true,
      KeyConditionExpression: 'chat_key = :chat',
      ExpressionAttributeValues: { ':chat': { S: 'chat' } },
    }),
  )

describe('the tables', () => {
  it('exist from the start, with the index of the chats', async () => {
    const { Table } = await client.send(new DescribeTableCommand({ TableName: 'chats' }))
    expect(Table).toMatchObject({
      TableStatus: 'ACTIVE',
      GlobalSecondaryIndexes: [{ IndexName: 'by_user' }],
    })
  })

  it('lose their data at the end unless they have a path', async () => {
    const path = await mkdtemp(join(tmpdir(), 'middy-chat-'))
    await writeOnce({ tables })
    await writeOnce({ tables, path })
    expect(await writeOnce({ tables })).toBeUndefined()
    expect(await writeOnce({ tables, path })).toEqual(item('1'))
    await rm(path, { recursive: true })
  })
})

describe('the counts', () => {
  it('include requests by operation, and items written', async () => {
    await put('a')
    await client.send(
      new BatchWriteItemCommand({
        RequestItems: { messages: ['b', 'c'].map((id) => ({ PutRequest: { Item: item(id) } })) },
      }),
    )
    const Key = { chat_key: { S: 'chat' }, id: { S: 'd' } }
    const ConditionExpression = 'attribute_exists(id)'
    const update = new UpdateItemCommand({ TableName: 'messages', Key, ConditionExpression })
    await expect(client.send(update)).rejects.toMatchObject({
      name: 'ConditionalCheckFailedException',
    })
    expect(dynamodb.counts).toEqual({
      requests: { PutItem: 1, BatchWriteItem: 1, UpdateItem: 1 },
      bytesRead: 0,
      itemsWritten: 3,
    })
  })

  it('include bytes read, in whole capacity units', async () => {
    await put('long', 'a'.repeat(5_000))
    await get('long', { ConsistentRead: true })
    expect(dynamodb.counts.bytesRead).toBe(2 * 4096)
    await get('long')
    expect(dynamodb.counts.bytesRead).toBe(2 * 4096 + 2 * 4096)
    dynamodb.resetCounts()
    const { Items = [], ConsumedCapacity } = await query()
    expect([Items.length, dynamodb.counts.bytesRead]).toEqual([4, 2 * 4096])
    expect(ConsumedCapacity).toBeUndefined()
  })
})

describe('a condition that fails', () => {
  const refused = (id: string, options: { ReturnValuesOnConditionCheckFailure?: 'ALL_OLD' } = {}) =>
    client
      .send(
        new UpdateItemCommand({
          TableName: 'messages',
          Key: { chat_key: { S: 'chat' }, id: { S: id } },
          ConditionExpression: 'attribute_exists(absent)',
          ...options,
        }),
      )
      .catch((error: unknown) => error)

  it('returns the item if asked to', async () => {
    await put('kept', 'as it was')
    const name = 'ConditionalCheckFailedException'
    const Item = item('kept', 'as it was')
    const options = { ReturnValuesOnConditionCheckFailure: 'ALL_OLD' } as const
    expect(await refused('kept', options)).toMatchObject({ name, Item })
    expect(await refused('kept')).toMatchObject({ name, Item: undefined })
    expect(await refused('not there', options)).toMatchObject({ name, Item: undefined })
  })
})

describe('a failure', () => {
  it.each([
    ['AccessDeniedException', 'AccessDeniedException'],
    ['expired signature', 'InvalidSignatureException'],
    [500, 'InternalServerError'],
    ['down', 'TimeoutError'],
  ] as const)('%s reaches the client as %s', async (fail, name) => {
    dynamodb.fail = fail
    await expect(get('a')).rejects.toMatchObject({ name })
  })

  it("'hang' leaves the client without an answer", async () => {
    dynamodb.fail = 'hang'
    const impatient = clientOf(dynamodb, 100)
    await expect(
      impatient.send(new DescribeTableCommand({ TableName: 'messages' })),
    ).rejects.toMatchObject({ name: 'TimeoutError' })
    impatient.destroy()
  })

  it('can be limited to one operation', async () => {
    dynamodb.fail = { operation: 'PutItem', failure: 500 }
    await expect(put('a')).rejects.toMatchObject({ name: 'InternalServerError' })
    await expect(get('a')).resolves.toBeDefined()
  })

  it('can be limited to the next requests', async () => {
    dynamodb.fail = { failure: 'expired signature', times: 2 }
    await expect(get('a')).rejects.toThrow('Signature expired')
    await expect(put('a')).rejects.toThrow('Signature expired')
    await expect(get('a')).resolves.toBeDefined()
    expect(dynamodb.fail).toBeUndefined()
  })

  it('can be limited to the next request of one operation', async () => {
    dynamodb.fail = { operation: 'PutItem', failure: 500, times: 1 }
    await expect(get('a')).resolves.toBeDefined()
    await expect(put('a')).rejects.toMatchObject({ name: 'InternalServerError' })
    await expect(put('a')).resolves.toBeDefined()
  })

  it('answers an unknown operation, and a body that is not JSON', async () => {
    await expect(
      client.send(new TransactWriteItemsCommand({ TransactItems: [] })),
    ).rejects.toMatchObject({ name: 'UnknownOperationException' })
    const response = await fetch(dynamodb.url, { method: 'POST', body: '{' })
    expect([response.status, await response.json()]).toMatchObject([
      400,
      { __type: 'SerializationException' },
    ])
  })
})

describe('throttling', () => {
  it('affects a share of the requests, the same ones for the same seed', async () => {
    const outcomes = async (seed: number) => {
      dynamodb.throttle(0.3, seed)
      const names: string[] = []
      for (let at = 0; at < 50; at += 1) {
        names.push(
          await get('a').then(
            () => '',
            ({ name }) => name,
          ),
        )
      }
      return names
    }
    const first = await outcomes(7)
    const throttled = first.filter((name) => name === 'ProvisionedThroughputExceededException')
    expect(throttled.length).toBeGreaterThan(5)
    expect(throttled.length).toBeLessThan(25)
    expect(await outcomes(7)).toEqual(first)
    expect(await outcomes(8)).not.toEqual(first)
  })

  it('leaves every second item of a batch unprocessed', async () => {
    dynamodb.throttle(1)
    const requests = ['x', 'y', 'z'].map((id) => ({ PutRequest: { Item: item(id) } }))
    const { UnprocessedItems } = await client.send(
      new BatchWriteItemCommand({ RequestItems: { messages: requests } }),
    )
    expect(UnprocessedItems?.messages).toEqual([requests[1]])
    expect(dynamodb.counts.itemsWritten).toBe(2)
  })
})

/** Starts once, writes, and closes. @returns what was stored before */
async function writeOnce(options: DynamoDbOptions) {
  const started = await startDynamoDb(options)
  const own = clientOf(started)
  const Key = { chat_key: { S: 'chat' }, id: { S: '1' } }
  const { Item } = await own.send(new GetItemCommand({ TableName: 'messages', Key }))
  await own.send(new PutItemCommand({ TableName: 'messages', Item: item('1') }))
  own.destroy()
  await started.close()
  return Item
}
