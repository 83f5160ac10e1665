import { base } from '../../scripts/events/public-chat-cases.ts'
import { failingConverse } from './failing-bedrock.ts'
import type { FunctionTable } from './failure-table.ts'
import { publicChatCases } from './public-chat-cases.ts'

export const tables: readonly FunctionTable[] = [
  {
    name: 'public-chat',
    cases: publicChatCases,
    options: {
      base: { ...base, front: 'function-url', headers: { accept: 'text/event-stream' } },
      model: failingConverse,
      // All requests of a case come from one address.
      environment: { REQUESTS_PER_MINUTE: '1000' },
    },
  },
]
