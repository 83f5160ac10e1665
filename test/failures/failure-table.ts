import type { FailureCase } from './failure-case.ts'
import type { CaseOptions } from './run-case.ts'

/** A handler, and everything that is to go wrong under it. */
export type FailureTable = {
  name: string
  cases: readonly FailureCase[]
  options: Omit<CaseOptions, 'keys' | 'command'>
}

/** What `NAME-tables.ts` beside it exports for each function, which is known by its name. */
export type FunctionTable = Omit<FailureTable, 'options'> & {
  options: Omit<FailureTable['options'], 'modulePath' | 'exportName'>
}
