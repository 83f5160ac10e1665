import {
  type EnhancedGenerateContentResponse,
  type GenerateContentResponse,
  GoogleGenerativeAI,
  GoogleGenerativeAIError,
  GoogleGenerativeAIFetchError,
} from '@google/generative-ai'
import type { AnswerEvent, ChatModel, FinishReason, Prompt } from '../answer.ts'
import { abortable } from '../deadline.ts'
import { type HttpError, isHttpError } from '../errors.ts'
import { modelEmpty, modelError, modelIncomplete, promptRefused } from '../model-errors.ts'
import type { ParameterSource } from '../parameter-source.ts'

export type { ParameterSource } from '../parameter-source.ts'

const pkg = 'middy-chat/models/gemini'
/** How long Google may take to close a stream whose answer has ended. */
const lastMs = 1_000

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

  const request = (key: string, { system, user }: Prompt, signal: AbortSignal) =>
    new GoogleGenerativeAI(key)
      .getGenerativeModel(
        { model, systemInstruction: system, generationConfig: { maxOutputTokens } },
        baseUrl === undefined ? {} : { baseUrl },
      )
      .generateContentStream(user, { signal })

  /** The stream, asked for a second time with a fresh key if the first was refused. */
  const open = async (prompt: Prompt, signal: AbortSignal) => {
    const key = await abortable(apiKey({ refresh: false }), signal)
    try {
      return await abortable(request(key, prompt, signal), signal)
    } catch (error) {
      if (!refusesKey(error)) throw error
      const fresh = await abortable(apiKey({ refresh: true }), signal)
      if (fresh === key) throw error
      return abortable(request(fresh, prompt, signal), signal)
    }
  }

  async function* answer(
    prompt: Prompt,
    { signal }: { signal: AbortSignal },
  ): AsyncGenerator<AnswerEvent, void, undefined> {
    // The SDK sends the request although its signal has aborted already.
    signal.throwIfAborted()
    const upstream = new AbortController()
    const stop = () => upstream.abort(signal.reason)
    signal.addEventListener('abort', stop)
    try {
      const { stream, response } = await open(prompt, upstream.signal).catch(requestFailed)
      // The SDK reads the body a second time for this; nobody else would catch its failure.
      response.catch(() => {})
      yield* events(() => abortable(stream.next(), signal))
    } catch (error) {
      throw signal.aborted ? signal.reason : error
    } finally {
      signal.removeEventListener('abort', stop)
      // Leaving the SDK's stream does not end Google's.
      upstream.abort()
    }
  }

  return { answer }
}

type Next = () => Promise<IteratorResult<EnhancedGenerateContentResponse, unknown>>

/** What is no chunk at all, or broken, ends the answer as one that was cut. */
async function* events(next: Next): AsyncGenerator<AnswerEvent, void, undefined> {
  try {
    yield* interpreted(next)
  } catch (error) {
    throw isHttpError(error) ? error : modelIncomplete(pkg, 'broken stream')
  }
}

async function* interpreted(next: Next): AsyncGenerator<AnswerEvent, void, undefined> {
  let usage: GenerateContentResponse['usageMetadata']
  let finishReason: string | undefined
  let chunks = 0
  const step = () => (finishReason === undefined ? next() : lastOf(next()))
  for (let chunk = await step(); !chunk.done; chunk = await step()) {
    // Not the SDK's text(): it counts thoughts as text, and throws away what came with a refusal.
    const { candidates, promptFeedback, usageMetadata, error } = chunk.value as Chunk
    if (error) throw providerError(error.code)
    const [candidate] = candidates ?? []
    chunks += 1
    if (!candidate && promptFeedback?.blockReason) {
      throw promptRefused(pkg, promptFeedback.blockReason)
    }
    const parts = (candidate?.content?.parts ?? []) as Part[]
    const text = parts.map((part) => (part.thought ? '' : (part.text ?? ''))).join('')
    if (text !== '') yield { type: 'text', text }
    usage = usageMetadata ?? usage
    finishReason = candidate?.finishReason ?? finishReason
  }
  if (chunks === 0) throw modelEmpty(pkg)
  const reason = finishReasons[finishReason ?? '']
  if (!reason) throw modelIncomplete(pkg, finishReason ?? 'no finish reason')
  if (usage) yield { type: 'usage', ...tokensOf(usage) }
  yield { type: 'finish', reason }
}

/**
 * What comes after the finish reason: the rest of the usage, if anything. The
 * answer has ended, so neither a connection that stays open nor one that breaks matters.
 */
async function lastOf<T>(next: Promise<IteratorResult<T, unknown>>) {
  const nothing = { done: true as const, value: undefined }
  const { promise, resolve } = Promise.withResolvers<typeof nothing>()
  const timer = setTimeout(resolve, lastMs, nothing)
  try {
    return await Promise.race([next, promise])
  } catch {
    return nothing
  } finally {
    clearTimeout(timer)
  }
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
function requestFailed(error: unknown): never {
  if (error instanceof GoogleGenerativeAIFetchError) {
    const delays = detailsOf(error).map(({ retryDelay = '' }) => Number.parseFloat(retryDelay))
    throw providerError(error.status, delays.find(Number.isFinite))
  }
  throw error instanceof GoogleGenerativeAIError ? modelError({ package: pkg }) : error
}

function providerError(status: number | undefined, delaySeconds?: number): HttpError {
  return modelError({
    package: pkg,
    status: status ?? 500,
    ...(delaySeconds !== undefined && { retryAfterSeconds: Math.ceil(delaySeconds) }),
  })
}
