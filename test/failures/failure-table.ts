import type { FailureCase } from './failure-case.ts'
import type { CaseOptions } from './run-case.ts'

/** A handler, and every failure to test it with. */
export type FailureTable = {
  name: string
  cases: readonly FailureCase[]
  options: Omit<CaseOptions, 'keys' | 'command'>
}

/** What the `NAME-tables.ts` next to it exports for each function, identified by its name. */
export type FunctionTable = Omit<FailureTable, 'options'> & {
  options: Omit<FailureTable['options'], 'modulePath' | 'exportName'>
}
