import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { CreateTableCommandInput } from '@aws-sdk/client-dynamodb'
import { type Loopback, listen, readJson } from '../loopback.ts'
import { expiredSignature } from './aws-signature.ts'
import { ensureTable, type Reply, startEngine } from './dynamodb-engine.ts'
import { type Fail, failureOf } from './failing.ts'

/** The exceptions are HTTP 400, as at AWS; `down` breaks the connection, `hang` never answers. */
export type DynamoDbFailure = 'AccessDeniedException' | 'expired signature' | 'down' | 'hang' | 500

export type DynamoDbOptions = {
  /** Created at start, unless they already exist at the path. */
  tables?: readonly CreateTableCommandInput[]
  /** Folder that keeps the data between starts. @defaultValue none, in memory */
  path?: string
  /** @defaultValue 0, any free port */
  port?: number
}

/** Counts so far, of successful requests only, except for `requests`. */
export type DynamoDbCounts = {
  /** Requests by operation, including failed ones and retries. */
  requests: Record<string, number>
  /** Reads, in whole capacity units, as DynamoDB counts them. */
  bytesRead: number
  itemsWritten: number
}

export type DynamoDb = Loopback & {
  readonly counts: DynamoDbCounts
  /** Resets the counts. */
  resetCounts(): void
  /** Fails every request from now on, or some of them; `undefined` restores service. */
  fail: Fail<DynamoDbFailure>
  /**
   * From now on this share of all requests exceeds the throughput; the same seed gives the same
   * sequence. In such a batch, every second item exceeds it and is returned as unprocessed.
   */
  throttle(probability: number, seed?: number): void
}

type Input = Record<string, unknown>
type RequestItems = Record<string, unknown[]>

/**
 * Starts DynamoDB as its SDK sees it (AWS JSON 1.0, with the operation in `x-amz-target`), on
 * dynalite. No transactions, no PartiQL, and nothing expires: readers have to check that.
 */
export const startDynamoDb = async ({
  tables = [],
  path,
  port,
}: DynamoDbOptions = {}): Promise<DynamoDb> => {
  const engine = startEngine(path)
  for (const table of tables) {
    await ensureTable(engine, { ...table, TableName: String(table.TableName) })
  }

  let isThrottled = () => false
  const service = {
    counts: nothing(),
    resetCounts() {
      service.counts = nothing()
    },
    fail: undefined as DynamoDb['fail'],
    throttle(probability: number, seed = 1) {
      const random = randomFrom(seed)
      isThrottled = () => random() < probability
    },
  }

  /** Always asks the engine for its counts; the client sees them only if it asked. */
  const run = async (operation: string, input: Input): Promise<Reply> => {
    const reply = await engine.run(operation, { ...input, ReturnConsumedCapacity: 'TOTAL' })
    const { ConsumedCapacity, ...body } = reply.body
    if (reply.status === 200) {
      service.counts.bytesRead += bytesRead(operation, input, ConsumedCapacity)
      service.counts.itemsWritten += itemsWritten(operation, input)
    }
    return input.ReturnConsumedCapacity ? reply : { ...reply, body }
  }

  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const operation = String(request.headers['x-amz-target']).replace('DynamoDB_20120810.', '')
    const { requests } = service.counts
    requests[operation] = (requests[operation] ?? 0) + 1
    const input = await readJson(request)
    if (!input) return send(response, fault(400, 'SerializationException', 'Not a JSON object'))
    const failure = failureOf(service, operation)
    if (failure === 'down') return response.destroy()
    if (failure === 'hang') return
    if (failure) return send(response, failures[failure])
    if (!isThrottled()) return send(response, await run(operation, input))
    if (itemsWritten(operation, input) < 2) return send(response, throughputExceeded)
    const [RequestItems, UnprocessedItems] = split(input.RequestItems as RequestItems)
    const { status, body } = await run(operation, { ...input, RequestItems })
    send(response, { status, body: { ...body, UnprocessedItems } })
  }

  const { url, close } = await listen(answer, port)
  return Object.assign(service, {
    url,
    async close() {
      await close()
      await engine.close()
    },
  })
}

const failures = {
  AccessDeniedException: fault(
    400,
    'AccessDeniedException',
    'User: arn:aws:sts::123456789012:assumed-role/twin/twin is not authorized to perform this action',
  ),
  'expired signature': fault(
    400,
    `com.amazon.coral.service#${expiredSignature.type}`,
    expiredSignature.message,
  ),
  500: fault(500, 'InternalServerError', 'Internal server error'),
}

const throughputExceeded = fault(
  400,
  'com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException',
  'The level of configured provisioned throughput for the table was exceeded.',
)

function nothing(): DynamoDbCounts {
  return { requests: {}, bytesRead: 0, itemsWritten: 0 }
}

/** One unit is a consistent read of 4 KiB, or an eventually consistent one of twice as much. */
function bytesRead(operation: string, { ConsistentRead }: Input, consumed: unknown): number {
  if (!['GetItem', 'Query', 'Scan'].includes(operation)) return 0
  const { CapacityUnits = 0 } = (consumed ?? {}) as { CapacityUnits?: number }
  return CapacityUnits * (ConsistentRead ? 4096 : 8192)
}

function itemsWritten(operation: string, { RequestItems }: Input): number {
  if (operation === 'BatchWriteItem') return Object.values(RequestItems as object).flat().length
  return ['PutItem', 'UpdateItem', 'DeleteItem'].includes(operation) ? 1 : 0
}

/** Every second request of the batch, and the rest. */
function split(items: RequestItems): [RequestItems, RequestItems] {
  const parts: [RequestItems, RequestItems] = [{}, {}]
  const all = Object.entries(items).flatMap(([table, requests]) =>
    requests.map((request) => ({ table, request })),
  )
  for (const [at, { table, request }] of all.entries()) {
    const part = parts[at % 2 === 0 ? 0 : 1]
    part[table] = [...(part[table] ?? []), request]
  }
  return parts
}

/** Mulberry32: numbers from 0 to 1; the same seed gives the same numbers. */
function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

function fault(status: number, type: string, message: string): Reply {
  return { status, body: { __type: type, message } }
}

function send(response: ServerResponse, { status, body }: Reply): void {
  const headers = {
    'content-type': 'application/x-amz-json-1.0',
    'x-amzn-requestid': randomUUID(),
  }
  response.writeHead(status, headers).end(JSON.stringify(body))
}
