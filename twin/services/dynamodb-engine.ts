import { createRequire } from 'node:module'
import { setTimeout as delay } from 'node:timers/promises'
import type { Reply } from './aws-json.ts'

/** DynamoDB without the HTTP layer. */
export type Engine = {
  run(operation: string, input: object): Promise<Reply>
  close(): Promise<void>
}

type Store = { lifecycleManager: { gracefulClose(): Promise<void> } }

/** The internals behind dynalite's server, which have no types. */
type Dynalite = {
  db: { create(options: { path?: string; createTableMs: number }): Store }
  validations: {
    checkTypes(input: object, types: object): object
    checkValidations(input: object, types: object, custom: unknown, store: Store): void
  }
  action: (
    store: Store,
    input: object,
    done: (error: unknown, output: Record<string, unknown>) => void,
  ) => void
}

const require = createRequire(import.meta.url)
const db: Dynalite['db'] = require('dynalite/db')
const validations: Dynalite['validations'] = require('dynalite/validations')

const operations = [
  ...['CreateTable', 'DescribeTable', 'DeleteTable', 'ListTables', 'DescribeTimeToLive'],
  ...['GetItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'Query', 'Scan'],
  ...['BatchGetItem', 'BatchWriteItem'],
]

/**
 * Dynalite's engine, in memory or at a path. Dynalite's own server is not used, since it would
 * answer any origin.
 */
export const startEngine = (path?: string): Engine => {
  const store = db.create({ createTableMs: 0, ...(path !== undefined && { path }) })

  const act = (operation: string, input: object) =>
    new Promise<Reply>((resolve, reject) => {
      if (!operations.includes(operation)) return resolve(unknownOperation)
      const file = operation.charAt(0).toLowerCase() + operation.slice(1)
      const { types, custom } = require(`dynalite/validations/${file}`)
      const action: Dynalite['action'] = require(`dynalite/actions/${file}`)
      const fail = (error: unknown) => (isRefusal(error) ? resolve(replyOf(error)) : reject(error))
      try {
        const checked = validations.checkTypes(input, types)
        validations.checkValidations(checked, types, custom, store)
        action(store, checked, (error, body) =>
          error ? fail(error) : resolve({ status: 200, body }),
        )
      } catch (error) {
        fail(error)
      }
    })

  /** Dynalite does not return the item of a failed condition, and drops the field that asks for it. */
  const run: Engine['run'] = async (operation, input) => {
    const { TableName, Key, ReturnValuesOnConditionCheckFailure }: ConditionalInput = input
    const reply = await act(operation, input)
    const isRefused = String(reply.body.__type).endsWith('ConditionalCheckFailedException')
    if (!isRefused || ReturnValuesOnConditionCheckFailure !== 'ALL_OLD' || !Key) return reply
    const { body } = await act('GetItem', { TableName, Key, ConsistentRead: true })
    return { ...reply, body: { ...reply.body, ...body } }
  }

  return { run, close: () => store.lifecycleManager.gracefulClose() }
}

/** Creates a table and waits for it. One that already exists at the path is left as is. */
export const ensureTable = async (
  { run }: Engine,
  definition: { TableName: string },
): Promise<void> => {
  const { status, body } = await run('CreateTable', definition)
  if (status !== 200 && !String(body.__type).endsWith('ResourceInUseException')) {
    throw new Error(`The table ${definition.TableName} cannot be created: ${JSON.stringify(body)}`)
  }
  const { TableName } = definition
  while (statusOf(await run('DescribeTable', { TableName })) !== 'ACTIVE') await delay(1)
}

const unknownOperation: Reply = {
  status: 400,
  body: { __type: 'com.amazon.coral.service#UnknownOperationException' },
}

type ConditionalInput = {
  TableName?: string
  Key?: object
  ReturnValuesOnConditionCheckFailure?: string
}

type Refusal = { statusCode: number; body: Record<string, unknown> }

/** Whether the engine refuses the request; anything else is a bug in the engine. */
function isRefusal(error: unknown): error is Refusal {
  return error instanceof Error && 'statusCode' in error && 'body' in error
}

function replyOf({ statusCode, body }: Refusal): Reply {
  return { status: statusCode, body }
}

function statusOf({ body }: Reply): unknown {
  return (body.Table as { TableStatus?: string } | undefined)?.TableStatus
}
