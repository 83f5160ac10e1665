import {
  type EnhancedGenerateContentResponse,
  type GenerateContentResponse,
  GoogleGenerativeAI,
  GoogleGenerativeAIError,
  GoogleGenerativeAIFetchError,
} from '@google/generative-ai'
import type { AnswerEvent, ChatModel, FinishReason, Prompt } from '../answer.ts'
import type { Abortables } from '../deadline.ts'
import type { HttpError } from '../errors.ts'
import { modelEmpty, modelError, modelIncomplete, promptRefused } from '../model-errors.ts'
import type { ParameterSource } from '../parameter-source.ts'
import { type ProviderReply, providerModel } from './provider-model.ts'

export type { ParameterSource } from '../parameter-source.ts'

const pkg = 'middy-chat/models/gemini'

/** Which of Google's models, and with which key. */
export type GeminiOptions = {
  /** E.g. `gemini-2.5-flash`. */
  model: string
  /** Gives the API key; asked to refresh it once when Google refuses it. */
  apiKey: ParameterSource
  /** Where the API is, without a path. @defaultValue Google's own */
  baseUrl?: string | undefined
  /** The longest answer, in tokens; thinking counts. @defaultValue 4096 */
  maxOutputTokens?: number
}

const defaults = { maxOutputTokens: 4_096 } satisfies Partial<GeminiOptions>

/** Google's reasons that are an end as ours understand it; any other breaks the answer off. */
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
 * Google's Gemini through `@google/generative-ai`.
 *
 * Its answer throws 429 `model_busy` (with Google's `retry-after`), 502
 * `model_misconfigured`, `model_failed`, `model_unreachable`, `model_incomplete`,
 * 503 `model_overloaded`, 504 `model_timeout`, 422 `prompt_refused`.
 *
 * @see https://ai.google.dev/api/generate-content#method:-models.streamgeneratecontent
 */
export const gemini = (options: GeminiOptions): ChatModel => {
  const { model, apiKey, baseUrl, maxOutputTokens } = { ...defaults, ...options }

  const send = (key: string, { system, user }: Prompt, signal: AbortSignal) =>
    new GoogleGenerativeAI(key)
      .getGenerativeModel(
        { model, systemInstruction: system, generationConfig: { maxOutputTokens } },
        baseUrl === undefined ? {} : { baseUrl },
      )
      .generateContentStream(user, { signal })

  const request = async (...asked: Parameters<typeof send>) => {
    const { stream, response } = await send(...asked)
    // The SDK reads the body a second time for this; nobody else would catch its failure.
    response.catch(() => {})
    return stream
  }

  /** The stream, asked for a second time with a fresh key if the first was refused. */
  const open = async (prompt: Prompt, signal: AbortSignal, race: Abortables['race']) => {
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

  return providerModel({ open, reply: geminiReply, failure })
}

/** What is said of an answer by Google's chunks, read one after the other. */
function geminiReply(): ProviderReply<EnhancedGenerateContentResponse> {
  let usage: GenerateContentResponse['usageMetadata']
  let finishReason: string | undefined
  let chunks = 0

  /** @returns the chunk's text @throws HttpError */
  const read = (chunk: EnhancedGenerateContentResponse): string => {
    // Not the SDK's text(): it counts thoughts as text, and throws away what came with a refusal.
    const { candidates, promptFeedback, usageMetadata, error } = chunk as Chunk
    if (error) throw providerError(error.code)
    const [candidate] = candidates ?? []
    chunks += 1
    if (!candidate && promptFeedback?.blockReason) {
      throw promptRefused(pkg, promptFeedback.blockReason)
    }
    usage = usageMetadata ?? usage
    finishReason = candidate?.finishReason ?? finishReason
    const parts = (candidate?.content?.parts ?? []) as Part[]
    return parts.map((part) => (part.thought ? '' : (part.text ?? ''))).join('')
  }

  /** @returns what comes after the text @throws HttpError */
  const end = (): AnswerEvent[] => {
    if (chunks === 0) throw modelEmpty(pkg)
    const reason = finishReasons[finishReason ?? '']
    if (!reason) throw modelIncomplete(pkg, finishReason ?? 'no finish reason')
    return [
      ...(usage ? [{ type: 'usage' as const, ...tokensOf(usage) }] : []),
      { type: 'finish', reason },
    ]
  }

  return { read, end, finished: () => finishReason !== undefined }
}

/** What comes on the wire and the SDK's types do not know. */
type Chunk = GenerateContentResponse & { error?: { code?: number } }
type Part = { text?: string; thought?: boolean }
type Usage = NonNullable<GenerateContentResponse['usageMetadata']> & { thoughtsTokenCount?: number }

function tokensOf({ promptTokenCount, candidatesTokenCount, thoughtsTokenCount }: Usage) {
  return {
    inputTokens: promptTokenCount ?? 0,
    outputTokens: (candidatesTokenCount ?? 0) + (thoughtsTokenCount ?? 0),
  }
}

type Detail = { reason?: string; retryDelay?: string }

function detailsOf({ errorDetails }: GoogleGenerativeAIFetchError): Detail[] {
  return Array.isArray(errorDetails) ? (errorDetails as Detail[]) : []
}

/** Google answers a wrong key with 400, a missing or a restricted one with 401 and 403. */
function refusesKey(error: unknown): boolean {
  if (!(error instanceof GoogleGenerativeAIFetchError)) return false
  const invalid = detailsOf(error).some(({ reason }) => reason === 'API_KEY_INVALID')
  return invalid || error.status === 401 || error.status === 403
}

/** The SDK's messages stop here: they repeat the key. */
function failure(error: unknown, opened: boolean): unknown {
  // What is no chunk at all, or broken, ends the answer as one that was cut.
  if (opened) return modelIncomplete(pkg, 'broken stream')
  if (error instanceof GoogleGenerativeAIFetchError) {
    const delays = detailsOf(error).map(({ retryDelay = '' }) => Number.parseFloat(retryDelay))
    return providerError(error.status, delays.find(Number.isFinite))
  }
  return error instanceof GoogleGenerativeAIError ? modelError({ package: pkg }) : error
}

function providerError(status: number | undefined, delaySeconds?: number): HttpError {
  return modelError({
    package: pkg,
    status: status ?? 500,
    ...(delaySeconds !== undefined && { retryAfterSeconds: Math.ceil(delaySeconds) }),
  })
}
