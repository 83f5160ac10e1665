import { chatbotQueryBase } from '../../scripts/events/cases.ts'
import { chatBase } from '../../scripts/events/chat-cases.ts'
import { chat, chatbotQuery } from '../../scripts/own-functions.ts'
import { bedrockCases } from './bedrock-cases.ts'
import { failureCases } from './cases.ts'
import { chatCases } from './chat-cases.ts'
import { failingAgent, failingConverse } from './failing-bedrock.ts'
import { failingGemini } from './failing-gemini.ts'
import type { FailingModel } from './failing-model.ts'
import type { FailureCase } from './failure-case.ts'
import { modelCases } from './model-cases.ts'
import type { CaseOptions } from './run-case.ts'

/** A handler, and everything that is to go wrong under it. */
export type FailureTable = {
  name: string
  cases: readonly FailureCase[]
  options: Omit<CaseOptions, 'keys' | 'command'>
}

const ofChat = (
  name: string,
  model: FailingModel,
  environment: Record<string, string>,
): FailureTable => ({
  name,
  cases: [...chatCases(model), ...modelCases(model), ...bedrockCases(model)],
  options: {
    ...chat,
    base: { ...chatBase, headers: { accept: 'text/event-stream' } },
    model,
    environment,
  },
})

export const failureTables: readonly FailureTable[] = [
  {
    name: 'chatbot-query',
    cases: failureCases,
    options: { ...chatbotQuery, base: chatbotQueryBase, model: failingGemini },
  },
  ofChat('bedrock-converse', failingConverse, {
    AGENT_ID: '',
    AGENT_ALIAS_ID: '',
    BEDROCK_MODEL_ID: failingConverse.id,
  }),
  ofChat('bedrock-agent', failingAgent, {
    AGENT_ID: failingAgent.id,
    AGENT_ALIAS_ID: 'TSTALIASID',
  }),
]
