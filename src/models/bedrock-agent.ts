import { randomUUID } from 'node:crypto'
import {
  BedrockAgentRuntimeClient,
  InvokeAgentCommand,
  type ResponseStream,
  type SessionState,
} from '@aws-sdk/client-bedrock-agent-runtime'
import type { ChatModel, Prompt } from '../answer/answer.ts'
import type { Abortables } from '../answer/signal.ts'
import { checkOptions, matching, type OptionRules, optional, recordOfStrings } from '../options.ts'
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

/** Which of Bedrock's agents, and what it knows of the session. */
export type BedrockAgentOptions = BedrockEndpoint & {
  /** The agent, e.g. `A1B2C3D4E5`. */
  agentId: string
  /** One of its aliases; `TSTALIASID` is the draft's. */
  agentAliasId: string
  /** Attributes that last as long as the session; its action groups see them. */
  sessionAttributes?: Record<string, string>
  /** Attributes of one turn, which its prompt may name. */
  promptSessionAttributes?: Record<string, string>
}

const id = matching(/^[0-9a-zA-Z]{1,10}$/, 'up to 10 letters and digits')

const rules: OptionRules<BedrockAgentOptions> = {
  agentId: id,
  agentAliasId: id,
  sessionAttributes: optional(recordOfStrings),
  promptSessionAttributes: optional(recordOfStrings),
  ...endpointRules,
}

/** @see https://docs.aws.amazon.com/bedrock/latest/APIReference/API_agent-runtime_InvokeAgent.html */
const sessionId = /^[0-9a-zA-Z._:-]{2,100}$/

/**
 * An agent of Amazon Bedrock through `@aws-sdk/client-bedrock-agent-runtime`.
 * It has rules of its own and refuses a `system`. It remembers a `session` by
 * itself, for as long as the agent is configured to; a prompt without one may
 * have a `history` instead, which is sent to a session that is used once. IAM:
 * `bedrock:InvokeAgent` on its alias; the agent's own role needs
 * `bedrock:InvokeModelWithResponseStream` to stream.
 *
 * Its answer throws 413 `prompt_too_long`, 422 `prompt_refused`, 429
 * `model_busy`, `model_quota_exceeded`, 502 `model_misconfigured`,
 * `model_failed`, `model_unreachable`, `model_empty`, `model_incomplete`, 503
 * `model_overloaded`, 504 `model_timeout`. An agent does not say why it ended:
 * it is always `stop`, also for what its guardrail says instead, and it counts
 * no tokens.
 *
 * @throws TypeError naming every option that is missing, wrong or unknown, and from `answer` for a
 *   `session` that is no id of one, or that comes with a `history`
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
      // A trace repeats the agent's rules and the whole conversation.
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

/** A session remembers its own turns; with a history as well the agent would hear each twice. */
function checkMemory({ session, history = [] }: Prompt): void {
  if (session === undefined) return
  const fault = sessionId.test(session)
    ? history.length > 0 && 'a prompt has a session or a history, not both'
    : "the prompt's session must be 2 to 100 letters, digits, and . _ : -"
  if (fault) throw new TypeError(`${pkg}: ${fault}`, { cause: { package: pkg } })
}

function messageOf({ role, texts }: ConversationPrompt['messages'][number]) {
  return { role, content: texts.map((text) => ({ text })) }
}

/** An agent gives no reason for its end. */
const endOfStream = 'end of stream'

function agentReply(): ProviderReply<ResponseStream> {
  // A chunk may end inside a character; bytes that are no text break the answer off.
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  return {
    read: ({ chunk, returnControl }): ProviderChunk => {
      // The agent waits for a tool that is to be run here, and nothing here runs one.
      if (returnControl) throw modelMisconfigured(pkg, 'returnControl')
      return { text: decoder.decode(chunk?.bytes, { stream: true }) }
    },
    end: () => {
      decoder.decode()
      return { finishReason: endOfStream }
    },
  }
}
