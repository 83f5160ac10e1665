import type { CreateTableCommandInput } from '@aws-sdk/client-dynamodb'
import type { Loopback } from '../loopback.ts'
import { type AwsJsonOptions, type Broken, fault, type Reply, startAwsJson } from './aws-json.ts'
import { expiredSignature } from './aws-signature.ts'
import { ensureTable, startEngine } from './dynamodb-engine.ts'
import { type Fail, failureOf } from './failing.ts'
import { randomFrom } from './random.ts'

export type DynamoDbFailure = 'AccessDeniedException' | 'expired signature' | 500 | Broken

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

  const answer: AwsJsonOptions['answer'] = async (operation, input) => {
    const failure = failureOf(service, operation)
    if (failure === 'down' || failure === 'hang') return failure
    if (failure) return failures[failure]
    if (!isThrottled()) return run(operation, input)
    if (itemsWritten(operation, input) < 2) return throughputExceeded
    const [RequestItems, UnprocessedItems] = split(input.RequestItems as RequestItems)
    const { status, body } = await run(operation, { ...input, RequestItems })
    return { status, body: { ...body, UnprocessedItems } }
  }
  const count = (operation: string) => {
    const { requests } = service.counts
    requests[operation] = (requests[operation] ?? 0) + 1
  }

  const { url, close } = await startAwsJson({
    version: '1.0',
    prefix: 'DynamoDB_20120810.',
    port,
    count,
    answer,
  })
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
    'AccessDeniedException',
    'User: arn:aws:sts::123456789012:assumed-role/twin/twin is not authorized to perform this action',
  ),
  'expired signature': fault(
    `com.amazon.coral.service#${expiredSignature.type}`,
    expiredSignature.message,
  ),
  500: fault('InternalServerError', 'Internal server error', 500),
}

const throughputExceeded = fault(
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
