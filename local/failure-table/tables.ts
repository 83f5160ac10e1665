import { fileURLToPath } from 'node:url'
import { type FailureCase, failureCases } from './cases.ts'
import { failingAgent, failingConverse, failingGemini } from './failing-model.ts'
import { modelCases } from './model-cases.ts'
import type { CaseOptions } from './run-case.ts'

/** A handler, and everything that is to go wrong under it. */
export type FailureTable = {
  name: string
  cases: readonly FailureCase[]
  options: Omit<CaseOptions, 'keys' | 'command'>
}

const pathOf = (file: string) => fileURLToPath(new URL(file, import.meta.url))

const askBedrock = pathOf('fixtures/ask-bedrock.mjs')

export const failureTables: readonly FailureTable[] = [
  {
    name: 'chatbot-query',
    cases: failureCases,
    options: {
      modulePath: pathOf('../../dist/lambda/chatbot-query/index.mjs'),
      model: failingGemini,
    },
  },
  {
    name: 'bedrock-converse',
    cases: modelCases(failingConverse),
    options: {
      modulePath: askBedrock,
      model: failingConverse,
      environment: { BEDROCK_MODEL_ID: 'openai.gpt-oss-120b-1:0' },
    },
  },
  {
    name: 'bedrock-agent',
    cases: modelCases(failingAgent),
    options: {
      modulePath: askBedrock,
      model: failingAgent,
      environment: { AGENT_ID: 'AGENT12345', AGENT_ALIAS_ID: 'TSTALIASID' },
    },
  },
]
