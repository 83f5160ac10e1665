import { type DynamoDb, startDynamoDb } from '../../twin/services/dynamodb.ts'
import { limitsTable } from '../../twin/services/tables.ts'

/** Where tests find the table of the limits, for the options of middlewares. */
export type TestLimits = { endpoint: string; table: string }

/** The twin's table of limits, with its counters and faults. */
export const startLimits = async (): Promise<{ dynamodb: DynamoDb; limits: TestLimits }> => {
  const table = 'limits'
  const dynamodb = await startDynamoDb({ tables: [limitsTable(table)] })
  return { dynamodb, limits: { endpoint: dynamodb.url, table } }
}
