import type { AnswerEvent, AnswerUsage, ChatModel, FinishReason, Prompt } from '../answer/answer.ts'
import { emptyAnswer } from '../answer/empty.ts'
import { noteModelCall } from '../answer/model-calls.ts'
import { type Abortables, abortables } from '../answer/signal.ts'
import { noteUsage } from '../errors/error-usage.ts'
import { isHttpError } from '../errors/http-error.ts'
import { modelEmpty, modelIncomplete, modelStopped } from '../errors/model-errors.ts'
import {
  type ConversationPrompt,
  checkPrompt,
  conversationOf,
  type PromptField,
} from './internal/conversation.ts'

// The errors of an adapter.
export {
  modelEmpty,
  modelError,
  modelIncomplete,
  modelMisconfigured,
  type ProviderFailure,
  promptRefused,
  promptTooLong,
} from '../errors/model-errors.ts'
export type { ConversationPrompt, Message, PromptField } from './internal/conversation.ts'

/** The time after a finish reason for the provider to close the stream, or to send more text after all. */
const lastMs = 2_000

/** What one chunk of a provider's stream contains. */
export type ProviderChunk = {
  /** A piece of the answer's text, without thoughts and tool input. */
  text?: string
  /** Tokens so far. */
  usage?: Omit<AnswerUsage, 'type'> | undefined
  /** The provider's finish reason, e.g. `STOP`. */
  finishReason?: string | undefined
}

/** Reads an answer chunk by chunk. */
export type ProviderReply<Chunk> = {
  /** @throws HttpError for an error inside the stream, or a refusal of the prompt */
  read(chunk: Chunk): ProviderChunk
  /** Called at the end of the stream; returns the finish reason if the end of the stream is one. */
  end?(): ProviderChunk
}

/** What differs between providers. */
export type Provider<Chunk> = {
  /** Named in errors, e.g. `middy-chat/models/gemini`. */
  package: string
  /** The model's id, for the log. */
  model: string
  /** The longest answer in tokens, with thinking, if requests state one. */
  maxOutputTokens?: number
  /** The fields of a prompt that it honours, besides `user`; any other field is refused. */
  honours: readonly PromptField[]
  /** The finish reasons that end an answer; any other one is an error that is not retryable. */
  finishReasons: Readonly<Record<string, FinishReason>>
  /**
   * Sends the request and returns the stream.
   *
   * @param signal for the request to the provider: aborts when the answer ends, for whatever reason
   * @param race rejects a promise as soon as the caller's signal aborts; one promise at a time
   */
  open(
    prompt: ConversationPrompt,
    signal: AbortSignal,
    race: Abortables['race'],
  ): Promise<AsyncIterator<Chunk, unknown, undefined>>
  /** Creates the reader of an answer. */
  reply(): ProviderReply<Chunk>
  /**
   * Replaces an error of the SDK or the network, whose message may contain the key or the prompt.
   *
   * @param opened whether the stream was open already
   */
  failure(error: unknown, opened: boolean): unknown
}

/**
 * Creates a model from a provider. It does what all models have in common: each
 * `next()` rejects with the signal's reason as soon as it aborts, the request to
 * the provider ends with the answer, an answer that is empty, cut or stopped for
 * an unknown reason throws, and only well-formed Unicode is sent.
 *
 * @throws TypeError from `answer` for a field of the prompt that the model does not honour
 */
export const providerModel = <Chunk>(provider: Provider<Chunk>): ChatModel => {
  const { package: pkg, model, honours, open, reply, failure, maxOutputTokens } = provider

  async function* answer(
    prompt: Prompt,
    signal: AbortSignal,
  ): AsyncGenerator<AnswerEvent, void, undefined> {
    // Google's SDK would send the request although the signal has aborted already.
    signal.throwIfAborted()
    const conversation = conversationOf(prompt, pkg)
    noteModelCall(signal, model)
    const upstream = new AbortController()
    const stop = () => upstream.abort(signal.reason)
    signal.addEventListener('abort', stop)
    const { race, end } = abortables(signal)
    const summary: Summary = {}
    let opened = false
    try {
      const stream = await open(conversation, upstream.signal, race)
      opened = true
      yield* read(stream, reply(), race, summary)
    } catch (error) {
      // Whatever the SDK made of the abort: AWS's ends the stream without an error.
      if (signal.aborted) throw noteUsage(signal.reason, summary.usage)
      throw noteUsage(isHttpError(error) ? error : failure(error, opened), summary.usage)
    } finally {
      signal.removeEventListener('abort', stop)
      end()
      // Leaving an SDK's stream does not end the request.
      upstream.abort()
    }
  }

  async function* read(
    stream: AsyncIterator<Chunk, unknown, undefined>,
    reader: ProviderReply<Chunk>,
    race: Abortables['race'],
    summary: Summary,
  ): AsyncGenerator<AnswerEvent, void, undefined> {
    let step = await race(stream.next())
    while (!step.done) {
      const { text = '', usage, finishReason } = reader.read(step.value)
      summary.hasChunks = true
      summary.usage = usage ?? summary.usage
      summary.finishReason = finishReason ?? summary.finishReason
      if (text !== '') {
        summary.hasText = true
        yield { type: 'text', text }
      }
      // If text follows a finish reason, the answer goes on.
      if (text !== '' || finishReason !== undefined) summary.isEnding = finishReason !== undefined
      const next = race(stream.next())
      step = await (summary.isEnding ? lastOf(next) : next)
    }
    summary.finishReason = reader.end?.().finishReason ?? summary.finishReason
    yield* endOf(summary, provider)
  }

  return {
    ...(maxOutputTokens !== undefined && { maxOutputTokens }),
    answer: (prompt, { signal }) => {
      checkPrompt(prompt, honours, pkg)
      return answer(prompt, signal)
    },
  }
}

/** The facts about an answer when its stream has ended. */
type Summary = {
  hasChunks?: boolean
  hasText?: boolean
  /** Whether no text has followed the finish reason. */
  isEnding?: boolean
  usage?: ProviderChunk['usage'] | undefined
  finishReason?: string | undefined
}

/** @returns the events after the text @throws HttpError if the answer is empty or incomplete */
function endOf(
  { hasChunks, hasText, usage, finishReason }: Summary,
  { package: pkg, finishReasons }: Pick<Provider<never>, 'package' | 'finishReasons'>,
): AnswerEvent[] {
  if (!hasChunks) throw modelEmpty(pkg)
  if (finishReason === undefined) throw modelIncomplete(pkg, 'no finish reason')
  const reason = Object.hasOwn(finishReasons, finishReason)
    ? finishReasons[finishReason]
    : undefined
  if (reason === undefined) throw modelStopped(pkg, finishReason)
  if (!hasText) throw emptyAnswer(pkg, reason, finishReason)
  return [...(usage ? [{ type: 'usage' as const, ...usage }] : []), { type: 'finish', reason }]
}

/**
 * The step after a finish reason: usage, more text after all, or the end. The
 * answer is complete, so a connection that stays open or breaks does not matter.
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
