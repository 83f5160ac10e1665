import type { ChatModel } from '../../src/answer/answer.ts'
import { bedrockAgent } from '../../src/models/bedrock-agent.ts'
import { bedrockConverse } from '../../src/models/bedrock-converse.ts'
import { gemini } from '../../src/models/gemini.ts'
import type { PromptField } from '../../src/models/provider.ts'
import { chunk } from '../../twin/services/bedrock/agent.ts'
import { type BedrockRequest, startBedrock } from '../../twin/services/bedrock/bedrock.ts'
import { contentDelta, messageStop } from '../../twin/services/bedrock/converse.ts'
import { startGemini } from '../../twin/services/gemini.ts'
import { type GeminiRequest, sse } from '../../twin/services/gemini-wire.ts'
import type { ModelServer } from '../../twin/services/model-server.ts'

/** The contents of a request: its rules, and who said what, oldest first. */
export type Heard = { system: string; turns: [role: string, ...texts: string[]][] }

/** A model over its real SDK, the server that plays its provider, and the wire format of both. */
export type WiredModel = {
  name: string
  /** The fields of a prompt that it honors besides `user`. */
  honours: readonly PromptField[]
  // biome-ignore lint/suspicious/noExplicitAny: of one API or another
  start(): Promise<ModelServer<any>>
  make(url: string, settings?: object): ChatModel
  /** The bytes of an answer that says this and ends. */
  answer(text: string, finishReason?: string): Uint8Array
  heard(asked: unknown): Heard
}

const apiKey = 'local-rehearsal-key'
const quick = { paceMs: 0, slowFirstMs: 0 }

type Texts = readonly { text?: string }[]
const textsOf = (parts: Texts = []) => parts.map(({ text = '' }) => text)

export const wiredModels: readonly WiredModel[] = [
  {
    name: 'gemini',
    honours: ['system', 'history'],
    start: () => startGemini({ apiKey, ...quick }),
    make: (baseUrl, settings) =>
      gemini({ model: 'gemini-3.8-flash', apiKey: async () => apiKey, baseUrl, ...settings }),
    answer: (text, finishReason = 'STOP') =>
      Buffer.from(
        sse({ candidates: [{ content: { role: 'model', parts: [{ text }] }, finishReason }] }),
      ),
    heard: (asked) => {
      const { systemInstruction, contents } = asked as GeminiRequest
      return {
        system: textsOf(systemInstruction?.parts).join(''),
        turns: contents.map(({ role = '', parts }) => [
          role === 'model' ? 'assistant' : role,
          ...textsOf(parts),
        ]),
      }
    },
  },
  {
    name: 'bedrock-converse',
    honours: ['system', 'history'],
    start: () => startBedrock(quick),
    make: (endpoint, settings) =>
      bedrockConverse({ modelId: 'openai.gpt-oss-120b-1:0', endpoint, ...settings }),
    answer: (text, stopReason = 'end_turn') =>
      Buffer.concat([contentDelta({ text }), messageStop(stopReason)]),
    heard: (asked) => {
      const { body } = asked as Extract<BedrockRequest, { api: 'converse' }>
      return {
        system: textsOf(body.system).join(''),
        turns: body.messages.map(({ role, content }) => [role, ...textsOf(content)]),
      }
    },
  },
  {
    name: 'bedrock-agent',
    honours: ['history', 'session'],
    start: () => startBedrock(quick),
    make: (endpoint, settings) =>
      bedrockAgent({
        agentId: 'AGENT12345',
        agentAliasId: 'TSTALIASID',
        endpoint,
        ...settings,
      }),
    answer: (text) => chunk(Buffer.from(text)),
    heard: (asked) => {
      const { body } = asked as { body: AgentSent }
      const told = body.sessionState?.conversationHistory?.messages ?? []
      return {
        system: '',
        turns: [
          ...told.map(({ role, content }): Heard['turns'][number] => [role, ...textsOf(content)]),
          ['user', body.inputText],
        ],
      }
    },
  },
]

type AgentSent = {
  inputText: string
  sessionState?: {
    conversationHistory?: { messages: { role: string; content: Texts }[] }
  }
}
