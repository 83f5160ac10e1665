import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTables, type TestTables } from '../../test/support/chat-tables.ts'
import type { DynamoDb } from '../../twin/services/dynamodb.ts'

describe('the store', () => {
  let dynamodb: DynamoDb
  let tables: TestTables
  beforeAll(async () => {
    ;({ dynamodb, tables } = await startTables())
  })
  afterAll(() => dynamodb.close())

  it('holds its process between two tries: in Lambda nothing else may', async () => {
    dynamodb.fail = 500
    setTimeout(() => {
      dynamodb.fail = undefined
    }, 300)
    const script = `import { chatStore } from ${JSON.stringify(new URL('store.ts', import.meta.url).href)}
const store = chatStore(${JSON.stringify(tables)})
console.log(JSON.stringify(await store.list('nobody')))`
    const args = ['--input-type=module', '--eval', script]
    const { stdout } = await promisify(execFile)(process.execPath, args)
    expect(JSON.parse(stdout)).toEqual({ chats: [] })
  })
})
