import { base } from '../../scripts/events/chat-cases.ts'
import { bedrockCases } from './bedrock-cases.ts'
import { chatCases } from './chat-cases.ts'
import { failingAgent, failingConverse } from './failing-bedrock.ts'
import type { FailingModel } from './failing-model.ts'
import type { FunctionTable } from './failure-table.ts'
import { modelCases } from './model-cases.ts'

const ofModel = (
  name: string,
  model: FailingModel,
  environment: Record<string, string>,
): FunctionTable => ({
  name,
  cases: [...chatCases(model), ...modelCases(model), ...bedrockCases(model)],
  options: { base: { ...base, headers: { accept: 'text/event-stream' } }, model, environment },
})

export const tables: readonly FunctionTable[] = [
  ofModel('bedrock-converse', failingConverse, {
    AGENT_ID: '',
    AGENT_ALIAS_ID: '',
    BEDROCK_MODEL_ID: failingConverse.id,
  }),
  ofModel('bedrock-agent', failingAgent, {
    AGENT_ID: failingAgent.id,
    AGENT_ALIAS_ID: 'TSTALIASID',
  }),
]
