import { randomUUID } from 'node:crypto'
import {
  BedrockAgentRuntimeClient,
  InvokeAgentCommand,
  type ResponseStream,
  type SessionState,
} from '@aws-sdk/client-bedrock-agent-runtime'
import type { ChatModel, Prompt } from '../answer/answer.ts'
import type { Abortables } from '../answer/signal.ts'
import { usageError } from '../errors/usage-error.ts'
import * as formats from '../formats.ts'
import { checkOptions, type OptionRules, ofFormat, optional, recordOfStrings } from '../options.ts'
import {
  type BedrockEndpoint,
  bedrockFailure,
  clientSettings,
  endpointRules,
} from './internal/bedrock.ts'
import {
  type ConversationPrompt,
  modelEmpty,
  modelMisconfigured,
  type ProviderChunk,
  type ProviderReply,
  providerModel,
} from './provider.ts'

export type { BedrockEndpoint } from './internal/bedrock.ts'

const pkg = 'middy-chat/models/bedrock-agent'

/** The agent, and attributes of its sessions. */
export type BedrockAgentOptions = BedrockEndpoint & {
  /** The agent, e.g. `A1B2C3D4E5`. */
  agentId: string
  /** One of its aliases; `TSTALIASID` is the draft's. */
  agentAliasId: string
  /** Attributes that last as long as the session; its action groups see them. */
  sessionAttributes?: Record<string, string>
  /** Attributes of a single turn, for the agent's prompt templates. */
  promptSessionAttributes?: Record<string, string>
}

const rules: OptionRules<BedrockAgentOptions> = {
  agentId: ofFormat(formats.agentId),
  agentAliasId: ofFormat(formats.agentId),
  sessionAttributes: optional(recordOfStrings),
  promptSessionAttributes: optional(recordOfStrings),
  ...endpointRules,
}

/** @see https://docs.aws.amazon.com/bedrock/latest/APIReference/API_agent-runtime_InvokeAgent.html */
const sessionId = /^[0-9a-zA-Z._:-]{2,100}$/

/**
 * An agent of Amazon Bedrock through `@aws-sdk/client-bedrock-agent-runtime`.
 * It has its own instructions and refuses a `system`. It stores a `session`
 * itself, for as long as the agent is configured to. A prompt without a session
 * may have a `history`, which is sent in a session that is used once. IAM:
 * `bedrock:InvokeAgent` on its alias; the agent's own role needs
 * `bedrock:InvokeModelWithResponseStream` to stream.
 *
 * Its answer throws 413 `prompt_too_long`, 422 `prompt_refused`, 429
 * `model_busy`, `model_quota_exceeded`, 502 `model_misconfigured`,
 * `model_failed`, `model_unreachable`, `model_empty`, `model_incomplete`, 503
 * `model_overloaded`, 504 `model_timeout`. An agent gives no finish reason
 * and no usage: an answer always ends with `stop`, also when its guardrail
 * answered.
 *
 * @throws TypeError naming every option that is missing, wrong or unknown, and from `answer` for a
 *   `session` that is malformed or comes with a `history`
 * @example
 * const model = bedrockAgent({ agentId: 'A1B2C3D4E5', agentAliasId: 'TSTALIASID' })
 * model.answer({ system: '', user: 'Why?', session: chat.id }, { signal })
 * @see https://docs.aws.amazon.com/bedrock/latest/userguide/agents-invoke-agent.html
 */
export const bedrockAgent = (options: BedrockAgentOptions): ChatModel => {
  checkOptions(pkg, rules, {}, options)
  const { agentId, agentAliasId, region, endpoint, ...attributes } = options
  const client = new BedrockAgentRuntimeClient(clientSettings({ region, endpoint }))

  const open = async (
    { messages, session }: ConversationPrompt,
    abortSignal: AbortSignal,
    race: Abortables['race'],
  ) => {
    const earlier = messages.slice(0, -1)
    const sessionState: SessionState = {
      ...attributes,
      ...(earlier.length > 0 && { conversationHistory: { messages: earlier.map(messageOf) } }),
    }
    const command = new InvokeAgentCommand({
      agentId,
      agentAliasId,
      sessionId: session ?? randomUUID(),
      inputText: messages.at(-1)?.texts.join('\n\n'),
      ...(Object.keys(sessionState).length > 0 && { sessionState }),
      // A trace repeats the agent's instructions and the whole conversation.
      enableTrace: false,
      streamingConfigurations: { streamFinalResponse: true },
    })
    const { completion } = await race(client.send(command, { abortSignal }))
    if (!completion) throw modelEmpty(pkg)
    return completion[Symbol.asyncIterator]()
  }

  const model = providerModel({
    package: pkg,
    model: agentId,
    honours: ['history', 'session'],
    finishReasons: { [endOfStream]: 'stop' },
    open,
    reply: agentReply,
    failure: bedrockFailure(pkg),
  })
  return {
    answer: (prompt, signals) => {
      checkMemory(prompt)
      return model.answer(prompt, signals)
    },
  }
}

/** A session stores its own turns, so with a history the agent would get each turn twice. */
function checkMemory({ session, history = [] }: Prompt): void {
  if (session === undefined) return
  const fault = sessionId.test(session)
    ? history.length > 0 && 'a prompt has a session or a history, not both'
    : "the prompt's session must be 2 to 100 letters, digits, and . _ : -"
  if (fault) throw usageError(pkg, fault)
}

function messageOf({ role, texts }: ConversationPrompt['messages'][number]) {
  return { role, content: texts.map((text) => ({ text })) }
}

/** An agent gives no finish reason. */
const endOfStream = 'end of stream'

function agentReply(): ProviderReply<ResponseStream> {
  // A chunk may end inside a character. Bytes that are not UTF-8 end the answer with an error.
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  return {
    read: ({ chunk, returnControl }): ProviderChunk => {
      // The agent waits for the caller to run a tool, which is not supported.
      if (returnControl) throw modelMisconfigured(pkg, 'returnControl')
      return { text: decoder.decode(chunk?.bytes, { stream: true }) }
    },
    end: () => {
      decoder.decode()
      return { finishReason: endOfStream }
    },
  }
}
