import {
  BedrockRuntimeClient,
  type ContentBlock,
  ConverseStreamCommand,
  type ConverseStreamCommandInput,
  type ConverseStreamOutput,
  type Message,
} from '@aws-sdk/client-bedrock-runtime'
import type { ChatModel, FinishReason } from '../answer/answer.ts'
import type { Abortables } from '../answer/signal.ts'
import { checkOptions, withDefaults } from '../options.ts'
import { bedrockFailure, clientSettings } from './internal/bedrock.ts'
import {
  type BedrockConverseOptions,
  converseSettings,
  defaults,
  rules,
} from './internal/bedrock-converse-options.ts'
import {
  type ConversationPrompt,
  modelEmpty,
  type ProviderChunk,
  type ProviderReply,
  promptRefused,
  providerModel,
} from './provider.ts'

export type { BedrockEndpoint } from './internal/bedrock.ts'
export type {
  BedrockConverseOptions,
  CachePoint,
  Effort,
} from './internal/bedrock-converse-options.ts'
export type { JsonOutput, JsonSchema } from './internal/json-output.ts'

const pkg = 'middy-chat/models/bedrock-converse'

/** Bedrock's stop reasons that end an answer; any other one is an error. */
const finishReasons: Record<string, FinishReason> = {
  end_turn: 'stop',
  stop_sequence: 'stop',
  max_tokens: 'length',
  model_context_window_exceeded: 'length',
  guardrail_intervened: 'refused',
  content_filtered: 'refused',
}

/**
 * A model of Amazon Bedrock through `@aws-sdk/client-bedrock-runtime`. It
 * honours the prompt's `system` and `history`, and refuses a `session`. IAM:
 * `bedrock:InvokeModelWithResponseStream` on the model, and on the profile if
 * it is one; `bedrock:ApplyGuardrail` on a guardrail.
 *
 * Its answer throws 413 `prompt_too_long`, 422 `prompt_refused`,
 * `answer_refused`, 429 `model_busy`, `model_quota_exceeded`, 502
 * `model_misconfigured`, `model_failed`, `model_unreachable`, `model_empty`,
 * `model_length`, `model_incomplete`, 503 `model_overloaded`, 504 `model_timeout`.
 *
 * @throws TypeError naming every option that is missing, wrong or unknown
 * @example
 * const model = withRetry(bedrockConverse({ modelId: 'openai.gpt-oss-120b-1:0' }))
 * @see https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ConverseStream.html
 */
export const bedrockConverse = (options: BedrockConverseOptions): ChatModel => {
  checkOptions(pkg, rules, defaults, options)
  const { modelId, region, endpoint, cachePoints = [], ...given } = withDefaults(defaults, options)
  const client = new BedrockRuntimeClient(clientSettings({ region, endpoint }))
  const settings = converseSettings(given)

  const open = async (
    prompt: ConversationPrompt,
    abortSignal: AbortSignal,
    race: Abortables['race'],
  ) => {
    const command = new ConverseStreamCommand({
      modelId,
      ...conversation(prompt, cachePoints),
      ...settings,
    })
    const { stream } = await race(client.send(command, { abortSignal }))
    if (!stream) throw modelEmpty(pkg)
    return stream[Symbol.asyncIterator]()
  }

  return providerModel({
    package: pkg,
    model: modelId,
    maxOutputTokens: given.maxTokens,
    honours: ['system', 'history'],
    finishReasons,
    open,
    reply: converseReply,
    failure: bedrockFailure(pkg),
  })
}

const cachePoint = { cachePoint: { type: 'default' } } as const

/** A later request with the same beginning reads everything before a cache point from the cache. */
function conversation(
  { system, messages }: ConversationPrompt,
  cachePoints: NonNullable<BedrockConverseOptions['cachePoints']>,
): Pick<ConverseStreamCommandInput, 'messages' | 'system'> {
  const last = cachePoints.includes('history') ? messages.length - 2 : -1
  const told = messages.map(({ role, texts }, at): Message => {
    const content: ContentBlock[] = texts.map((text) => ({ text }))
    return { role, content: at === last ? [...content, cachePoint] : content }
  })
  const rules = [{ text: system }, ...(cachePoints.includes('system') ? [cachePoint] : [])]
  return { messages: told, ...(system !== '' && { system: rules }) }
}

function converseReply(): ProviderReply<ConverseStreamOutput> {
  let hasText = false
  const read = ({
    contentBlockDelta,
    messageStop,
    metadata,
  }: ConverseStreamOutput): ProviderChunk => {
    // Reasoning and tool input are other members of a delta.
    const text = contentBlockDelta?.delta?.text ?? ''
    hasText ||= text !== ''
    const finishReason = messageStop?.stopReason
    if (finishReason === 'guardrail_intervened' && !hasText) throw promptRefused(pkg, finishReason)
    const { inputTokens = 0, outputTokens = 0 } = metadata?.usage ?? {}
    return {
      text,
      finishReason,
      ...(metadata?.usage && { usage: { inputTokens, outputTokens } }),
    }
  }
  return { read }
}
