import {
  BedrockRuntimeClient,
  ConverseStreamCommand,
  type ConverseStreamOutput,
  type Message,
  type TokenUsage,
} from '@aws-sdk/client-bedrock-runtime'
import type { AnswerEvent, ChatModel, FinishReason, Prompt } from '../answer.ts'
import type { Abortables } from '../deadline.ts'
import { modelEmpty, modelIncomplete, promptRefused } from '../model-errors.ts'
import { checkOptions, type OptionRules, positiveInteger, withDefaults } from '../options.ts'
import {
  type BedrockPlace,
  bedrockFailure,
  clientSettings,
  matching,
  placeRules,
} from './bedrock.ts'
import { type ProviderReply, providerModel } from './provider-model.ts'

export type { BedrockPlace } from './bedrock.ts'

const pkg = 'middy-chat/models/bedrock-converse'

/** Which of Bedrock's models. */
export type BedrockConverseOptions = BedrockPlace & {
  /** A model, an inference profile, or the ARN of either, e.g. `openai.gpt-oss-120b-1:0`. */
  modelId: string
  /** The longest answer, in tokens; reasoning counts. @defaultValue 4096 */
  maxTokens?: number
}

const defaults = { maxTokens: 4_096 } satisfies Partial<BedrockConverseOptions>

const rules: OptionRules<BedrockConverseOptions> = {
  modelId: matching(/^[\w.:/-]{1,2048}$/, 'a model id, an inference profile, or an ARN'),
  maxTokens: positiveInteger,
  ...placeRules,
}

/** Bedrock's reasons that are an end as ours understand it; any other breaks the answer off. */
const finishReasons: ReadonlyMap<unknown, FinishReason> = new Map([
  ['end_turn', 'stop'],
  ['stop_sequence', 'stop'],
  ['max_tokens', 'length'],
  ['model_context_window_exceeded', 'length'],
  ['guardrail_intervened', 'refused'],
  ['content_filtered', 'refused'],
])

/**
 * A model of Amazon Bedrock through `@aws-sdk/client-bedrock-runtime`. It is told of the prompt's
 * `history`. IAM: `bedrock:InvokeModelWithResponseStream` on the model, and on the profile if it is one.
 *
 * Its answer throws 429 `model_busy`, 502 `model_misconfigured`, `model_failed`,
 * `model_unreachable`, `model_empty`, `model_incomplete`, 503 `model_overloaded`, 504
 * `model_timeout`, 422 `prompt_refused`.
 *
 * @throws TypeError naming every option that is missing, wrong or unknown
 * @example
 * const model = withRetry(bedrockConverse({ modelId: 'openai.gpt-oss-120b-1:0' }))
 * @see https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ConverseStream.html
 */
export const bedrockConverse = (options: BedrockConverseOptions): ChatModel => {
  checkOptions(pkg, rules, defaults, options)
  const { modelId, maxTokens, ...place } = withDefaults(defaults, options)
  const client = new BedrockRuntimeClient(clientSettings(place))

  const open = async (prompt: Prompt, abortSignal: AbortSignal, race: Abortables['race']) => {
    const command = new ConverseStreamCommand({
      modelId,
      messages: messagesOf(prompt),
      ...(prompt.system !== '' && { system: [{ text: prompt.system }] }),
      inferenceConfig: { maxTokens },
    })
    const { stream } = await race(client.send(command, { abortSignal }))
    if (!stream) throw modelEmpty(pkg)
    return stream[Symbol.asyncIterator]()
  }

  return providerModel({ open, reply: converseReply, failure: bedrockFailure(pkg) })
}

/**
 * The conversation as Bedrock takes it: the user begins, and the roles alternate. A question that
 * was never answered stands before the next one in the same message.
 */
function messagesOf({ history = [], user }: Prompt): Message[] {
  const told = history.filter(({ text }) => text.trim() !== '')
  const begin = told.findIndex(({ role }) => role === 'user')
  const messages: (Message & { content: { text: string }[] })[] = []
  for (const { role, text } of [
    ...(begin < 0 ? [] : told.slice(begin)),
    { role: 'user' as const, text: user },
  ]) {
    const last = messages.at(-1)
    if (last?.role === role) last.content.push({ text })
    else messages.push({ role, content: [{ text }] })
  }
  return messages
}

/** What is said of an answer by Bedrock's events, read one after the other. */
function converseReply(): ProviderReply<ConverseStreamOutput> {
  let usage: TokenUsage | undefined
  let stopReason: string | undefined
  let events = 0
  let said = false

  const read = ({ contentBlockDelta, messageStop, metadata }: ConverseStreamOutput): string => {
    events += 1
    stopReason = messageStop?.stopReason ?? stopReason
    usage = metadata?.usage ?? usage
    // Reasoning and the input of tools are other members of a delta.
    const text = contentBlockDelta?.delta?.text ?? ''
    said ||= text !== ''
    return text
  }

  const end = (): AnswerEvent[] => {
    if (events === 0) throw modelEmpty(pkg)
    const reason = finishReasons.get(stopReason)
    if (!reason) throw modelIncomplete(pkg, stopReason ?? 'no stop reason')
    if (stopReason === 'guardrail_intervened' && !said) throw promptRefused(pkg, stopReason)
    return [
      ...(usage ? [{ type: 'usage' as const, ...tokensOf(usage) }] : []),
      { type: 'finish', reason },
    ]
  }

  return { read, end, finished: () => stopReason !== undefined }
}

function tokensOf({ inputTokens, outputTokens }: TokenUsage) {
  return { inputTokens: inputTokens ?? 0, outputTokens: outputTokens ?? 0 }
}
