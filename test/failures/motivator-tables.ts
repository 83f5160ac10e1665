import { base } from '../../scripts/events/motivator-cases.ts'
import { failingConverse } from './failing-bedrock.ts'
import type { FunctionTable } from './failure-table.ts'
import { motivatorCases } from './motivator-cases.ts'

export const tables: readonly FunctionTable[] = [
  {
    name: 'motivator',
    cases: motivatorCases,
    options: {
      base: { ...base, headers: { accept: 'text/event-stream' } },
      model: failingConverse,
    },
  },
]
