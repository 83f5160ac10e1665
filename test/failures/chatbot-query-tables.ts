import { base } from '../../scripts/events/chatbot-query-cases.ts'
import { failureCases } from './chatbot-query-cases.ts'
import { failingGemini } from './failing-gemini.ts'
import type { FunctionTable } from './failure-table.ts'

export const tables: readonly FunctionTable[] = [
  { name: 'chatbot-query', cases: failureCases, options: { base, model: failingGemini } },
]
