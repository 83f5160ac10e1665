import {
  type EnhancedGenerateContentResponse,
  type GenerateContentRequest,
  type GenerateContentResponse,
  GoogleGenerativeAI,
} from '@google/generative-ai'
import type { ChatModel, FinishReason } from '../answer/answer.ts'
import type { Abortables } from '../answer/signal.ts'
import { checkOptions, withDefaults } from '../options.ts'
import {
  type GoogleError,
  geminiFailure,
  googleFailure,
  pkg,
  refusesKey,
} from './internal/gemini-failure.ts'
import { defaults, type GeminiOptions, geminiSettings, rules } from './internal/gemini-options.ts'
import {
  type ConversationPrompt,
  type ProviderChunk,
  type ProviderReply,
  promptRefused,
  providerModel,
} from './provider.ts'

export type { ParameterSource } from '../parameter-source.ts'
export type {
  GeminiOptions,
  HarmCategory,
  HarmThreshold,
  ThinkingLevel,
} from './internal/gemini-options.ts'
export type { JsonOutput, JsonSchema } from './internal/json-output.ts'

/** Google's finish reasons that end an answer; any other one is an error. */
const finishReasons: Record<string, FinishReason> = {
  STOP: 'stop',
  MAX_TOKENS: 'length',
  SAFETY: 'refused',
  RECITATION: 'refused',
  LANGUAGE: 'refused',
  BLOCKLIST: 'refused',
  PROHIBITED_CONTENT: 'refused',
  SPII: 'refused',
}

/**
 * Google's Gemini through `@google/generative-ai`. It honours the prompt's
 * `system` and `history`, and refuses a `session`.
 *
 * Its answer throws 413 `prompt_too_long`, 422 `prompt_refused`,
 * `answer_refused`, 429 `model_busy` (with Google's `retry-after`),
 * `model_quota_exceeded` (until the daily quota resets), 502
 * `model_misconfigured`, `model_failed`, `model_unreachable`, `model_empty`,
 * `model_length`, `model_incomplete`, 503 `model_overloaded`, 504 `model_timeout`.
 *
 * @throws TypeError naming every option that is missing, wrong or unknown
 * @example
 * const model = gemini({ model: 'gemini-3.8-flash', apiKey: async () => key, thinking: 'low' })
 * @see https://ai.google.dev/api/generate-content#method:-models.streamgeneratecontent
 */
export const gemini = (options: GeminiOptions): ChatModel => {
  checkOptions(pkg, rules, defaults, options)
  const { model, apiKey, baseUrl, ...given } = withDefaults(defaults, options)
  const settings = geminiSettings(given)
  const endpoint = baseUrl === undefined ? {} : { baseUrl }

  const request = async (key: string, prompt: ConversationPrompt, signal: AbortSignal) => {
    const asked = { ...settings, ...contentsOf(prompt) }
    const { stream, response } = await new GoogleGenerativeAI(key)
      .getGenerativeModel({ model }, endpoint)
      .generateContentStream(asked, { signal })
    // The SDK reads the body a second time for this promise. Its rejection would be unhandled.
    response.catch(() => {})
    return stream
  }

  /** Opens the stream, with a refreshed key if Google refuses the first one. */
  const open = async (
    prompt: ConversationPrompt,
    signal: AbortSignal,
    race: Abortables['race'],
  ) => {
    const key = await race(apiKey({ refresh: false }))
    try {
      return await race(request(key, prompt, signal))
    } catch (error) {
      if (!refusesKey(error)) throw error
      const fresh = await race(apiKey({ refresh: true }))
      if (fresh === key) throw error
      return race(request(fresh, prompt, signal))
    }
  }

  return providerModel({
    package: pkg,
    model,
    maxOutputTokens: given.maxOutputTokens,
    honours: ['system', 'history'],
    finishReasons,
    open,
    reply: () => geminiReply,
    failure: geminiFailure,
  })
}

function contentsOf({ system, messages }: ConversationPrompt) {
  const contents = messages.map(({ role, texts }) => ({
    role: role === 'assistant' ? 'model' : 'user',
    parts: texts.map((text) => ({ text })),
  }))
  return {
    contents,
    ...(system !== '' && { systemInstruction: system }),
  } satisfies Partial<GenerateContentRequest>
}

const geminiReply: ProviderReply<EnhancedGenerateContentResponse> = {
  // Not the SDK's text(), which includes thoughts and drops the text of a refused chunk.
  read: (chunk): ProviderChunk => {
    const { candidates, promptFeedback, usageMetadata, error } = chunk as Chunk
    if (error) throw googleFailure(error)
    const [candidate] = candidates ?? []
    if (!candidate && promptFeedback?.blockReason) {
      throw promptRefused(pkg, promptFeedback.blockReason)
    }
    const parts = (candidate?.content?.parts ?? []) as Part[]
    const finishReason: string | undefined = candidate?.finishReason
    return {
      text: parts.map(textOf).join(''),
      usage: usageMetadata && tokensOf(usageMetadata),
      finishReason: finishReason === unstated ? undefined : finishReason,
    }
  },
}

function textOf({ thought, text = '' }: Part): string {
  return thought ? '' : text
}

/** Protobuf's value of a field that is not set. */
const unstated = 'FINISH_REASON_UNSPECIFIED'

/** Fields on the wire that the SDK's types lack. */
type Chunk = GenerateContentResponse & { error?: GoogleError }
type Part = { text?: string; thought?: boolean }
type Usage = NonNullable<GenerateContentResponse['usageMetadata']> & { thoughtsTokenCount?: number }

function tokensOf({ promptTokenCount, candidatesTokenCount, thoughtsTokenCount }: Usage) {
  return {
    inputTokens: promptTokenCount ?? 0,
    outputTokens: (candidatesTokenCount ?? 0) + (thoughtsTokenCount ?? 0),
  }
}
