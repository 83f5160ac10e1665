import {
  BedrockAgentRuntimeClient,
  InvokeAgentCommand,
  type ResponseStream,
} from '@aws-sdk/client-bedrock-agent-runtime'
import type { AnswerEvent, ChatModel, Prompt } from '../answer.ts'
import type { Abortables } from '../deadline.ts'
import { modelEmpty, modelMisconfigured } from '../model-errors.ts'
import { checkOptions, type OptionRules } from '../options.ts'
import {
  type BedrockPlace,
  bedrockFailure,
  clientSettings,
  matching,
  placeRules,
} from './bedrock.ts'
import { type ProviderReply, providerModel } from './provider-model.ts'

export type { BedrockPlace } from './bedrock.ts'

const pkg = 'middy-chat/models/bedrock-agent'

/** Which of Bedrock's agents. */
export type BedrockAgentOptions = BedrockPlace & {
  /** The agent, e.g. `A1B2C3D4E5`. */
  agentId: string
  /** One of its aliases; `TSTALIASID` is the draft's. */
  agentAliasId: string
}

const id = matching(/^[0-9a-zA-Z]{1,10}$/, 'up to 10 letters and digits')

const rules: OptionRules<BedrockAgentOptions> = { agentId: id, agentAliasId: id, ...placeRules }

/** @see https://docs.aws.amazon.com/bedrock/latest/APIReference/API_agent-runtime_InvokeAgent.html */
const sessionId = /^[0-9a-zA-Z._:-]{2,100}$/

/**
 * An agent of Amazon Bedrock through `@aws-sdk/client-bedrock-agent-runtime`. It has rules and a
 * memory of its own: of the prompt it gets `user` alone, in the session that `session` names. IAM:
 * `bedrock:InvokeAgent` on its alias; the agent's own role needs
 * `bedrock:InvokeModelWithResponseStream` to stream.
 *
 * Its answer throws 429 `model_busy`, 502 `model_misconfigured`, `model_failed`,
 * `model_unreachable`, `model_empty`, `model_incomplete`, 503 `model_overloaded`, 504
 * `model_timeout`. An agent does not say why it ended: it is always `stop`, also for what its
 * guardrail says instead, and it counts no tokens.
 *
 * @throws TypeError naming every option that is missing, wrong or unknown, and from `answer`
 *   without a `session`, or with one that is no id of a session
 * @example
 * const model = bedrockAgent({ agentId: 'A1B2C3D4E5', agentAliasId: 'TSTALIASID' })
 * model.answer({ system: '', user: 'Why?', session: chat.id }, { signal })
 * @see https://docs.aws.amazon.com/bedrock/latest/userguide/agents-invoke-agent.html
 */
export const bedrockAgent = (options: BedrockAgentOptions): ChatModel => {
  checkOptions(pkg, rules, {}, options)
  const { agentId, agentAliasId, ...place } = options
  const client = new BedrockAgentRuntimeClient(clientSettings(place))

  const open = async (
    { user, session }: Prompt,
    abortSignal: AbortSignal,
    race: Abortables['race'],
  ) => {
    const command = new InvokeAgentCommand({
      agentId,
      agentAliasId,
      sessionId: session,
      inputText: user,
      // A trace repeats the agent's rules and the whole conversation.
      enableTrace: false,
      streamingConfigurations: { streamFinalResponse: true },
    })
    const { completion } = await race(client.send(command, { abortSignal }))
    if (!completion) throw modelEmpty(pkg)
    return completion[Symbol.asyncIterator]()
  }

  const model = providerModel({ open, reply: agentReply, failure: bedrockFailure(pkg) })
  return {
    answer: (prompt, signals) => {
      if (!sessionId.test(prompt.session ?? '')) {
        throw new TypeError('prompt.session must name a session', { cause: { package: pkg } })
      }
      return model.answer(prompt, signals)
    },
  }
}

/** What is said of an answer by the agent's events, read one after the other. */
function agentReply(): ProviderReply<ResponseStream> {
  // A chunk may end inside a character; bytes that are no text break the answer off.
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  let events = 0

  const read = ({ chunk, returnControl }: ResponseStream): string => {
    events += 1
    // The agent waits for a tool that is to be run here, and nothing here runs one.
    if (returnControl) throw modelMisconfigured(pkg, 'returnControl')
    return decoder.decode(chunk?.bytes, { stream: true })
  }

  const end = (): AnswerEvent[] => {
    if (events === 0) throw modelEmpty(pkg)
    decoder.decode()
    return [{ type: 'finish', reason: 'stop' }]
  }

  return { read, end, finished: () => false }
}
