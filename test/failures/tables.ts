import { functions, type OwnFunction } from '../../scripts/functions.ts'
import type { FailureTable, FunctionTable } from './failure-table.ts'

export const failureTables: readonly FailureTable[] = (
  await Promise.all(functions.map(tablesOf))
).flat()

async function tablesOf(own: OwnFunction): Promise<FailureTable[]> {
  const { functionName, modulePath, exportName } = own
  const { tables }: { tables: readonly FunctionTable[] } = await import(
    `./${functionName}-tables.ts`
  )
  return tables.map(({ options, ...table }) => ({
    ...table,
    options: { ...options, modulePath, exportName },
  }))
}
