import type { AnswerEvent, AnswerUsage, ChatModel, FinishReason, Prompt } from '../answer/answer.ts'
import { noteModelCall } from '../answer/model-calls.ts'
import { type Abortables, abortables } from '../answer/signal.ts'
import { isHttpError } from '../errors/http-error.ts'
import {
  answerRefused,
  modelEmpty,
  modelIncomplete,
  modelLength,
  modelStopped,
} from '../errors/model-errors.ts'
import {
  type ConversationPrompt,
  checkPrompt,
  conversationOf,
  type PromptField,
} from './internal/conversation.ts'

// What an adapter throws.
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

/** How long a provider may take to close a stream after its finish reason, or to go on after all. */
const lastMs = 2_000

/** What one chunk of a provider's stream says. */
export type ProviderChunk = {
  /** A piece of the answer; thoughts and the input of tools are none. */
  text?: string
  /** Tokens so far. */
  usage?: Omit<AnswerUsage, 'type'>
  /** Why the answer ends, in the provider's word, e.g. `STOP`. */
  finishReason?: string
}

/** Reads one answer, chunk by chunk. */
export type ProviderReply<Chunk> = {
  /** @throws HttpError for an error inside the stream, or a refusal of the prompt */
  read(chunk: Chunk): ProviderChunk
  /** Called when the stream has ended; says the finish reason where only the end of the stream does. */
  end?(): ProviderChunk
}

/** What is different from one provider to the next. */
export type Provider<Chunk> = {
  /** Named in errors, e.g. `middy-chat/models/gemini`. */
  package: string
  /** The model's id, for the log. */
  model: string
  /** The fields of a prompt that it honours beside `user`; a prompt with another one is refused. */
  honours: readonly PromptField[]
  /** The finish reasons that end an answer; any other one that is stated breaks it off. */
  finishReasons: Readonly<Record<string, FinishReason>>
  /**
   * Asks for the stream.
   *
   * @param signal of the request to the provider: aborts when the answer ends, however it ends
   * @param race cuts short what is awaited, when the request's own signal aborts
   */
  open(
    prompt: ConversationPrompt,
    signal: AbortSignal,
    race: Abortables['race'],
  ): Promise<AsyncIterator<Chunk, unknown, undefined>>
  /** A reader of its own for each answer. */
  reply(): ProviderReply<Chunk>
  /**
   * What to throw in place of the error of an SDK or of the network, whose message may hold
   * the key or the prompt.
   *
   * @param opened whether it broke the stream, and not the request for it
   */
  failure(error: unknown, opened: boolean): unknown
}

/**
 * A provider as a model. What all models have in common is here: each `next()`
 * rejects with the signal's reason as soon as it aborts; the request to the
 * provider ends with the answer; an answer that is empty, cut, or stopped for
 * an odd reason throws; everything that is sent is well-formed Unicode.
 *
 * @throws TypeError from `answer` when the prompt has a field that the model does not honour
 */
export const providerModel = <Chunk>(provider: Provider<Chunk>): ChatModel => {
  const { package: pkg, model, honours, open, reply, failure } = provider

  async function* answer(
    prompt: Prompt,
    signal: AbortSignal,
  ): AsyncGenerator<AnswerEvent, void, undefined> {
    // Google's SDK sends the request although its signal has aborted already.
    signal.throwIfAborted()
    const conversation = conversationOf(prompt, pkg)
    noteModelCall(signal, model)
    const upstream = new AbortController()
    const stop = () => upstream.abort(signal.reason)
    signal.addEventListener('abort', stop)
    const { race, end } = abortables(signal)
    let opened = false
    try {
      const stream = await open(conversation, upstream.signal, race)
      opened = true
      yield* read(stream, reply(), race)
    } catch (error) {
      // However the SDK took the abort: AWS's takes it for the end of the stream.
      if (signal.aborted) throw signal.reason
      throw isHttpError(error) ? error : failure(error, opened)
    } finally {
      signal.removeEventListener('abort', stop)
      end()
      // Leaving an SDK's stream does not end the provider's.
      upstream.abort()
    }
  }

  async function* read(
    stream: AsyncIterator<Chunk, unknown, undefined>,
    reader: ProviderReply<Chunk>,
    race: Abortables['race'],
  ): AsyncGenerator<AnswerEvent, void, undefined> {
    const summary: Summary = { chunks: 0, hasText: false }
    let step = await race(stream.next())
    while (!step.done) {
      const { text = '', usage, finishReason } = reader.read(step.value)
      summary.chunks += 1
      summary.usage = usage ?? summary.usage
      summary.finishReason = finishReason ?? summary.finishReason
      if (text !== '') {
        summary.hasText = true
        yield { type: 'text', text }
      }
      // A finish reason that is followed by text was no end.
      if (text !== '' || finishReason !== undefined) summary.isEnding = finishReason !== undefined
      const next = race(stream.next())
      step = await (summary.isEnding ? lastOf(next) : next)
    }
    summary.finishReason = reader.end?.().finishReason ?? summary.finishReason
    yield* endOf(summary, provider)
  }

  return {
    answer: (prompt, { signal }) => {
      checkPrompt(prompt, honours, pkg)
      return answer(prompt, signal)
    },
  }
}

/** What is known of an answer when its stream has ended. */
type Summary = {
  chunks: number
  hasText: boolean
  /** Whether a finish reason is the last that was said. */
  isEnding?: boolean
  usage?: ProviderChunk['usage'] | undefined
  finishReason?: string | undefined
}

/** @returns what comes after the text @throws HttpError where the answer is none, or not whole */
function endOf(
  { chunks, hasText, usage, finishReason }: Summary,
  { package: pkg, finishReasons }: Pick<Provider<never>, 'package' | 'finishReasons'>,
): AnswerEvent[] {
  if (chunks === 0) throw modelEmpty(pkg)
  if (finishReason === undefined) throw modelIncomplete(pkg, 'no finish reason')
  const reason = Object.hasOwn(finishReasons, finishReason)
    ? finishReasons[finishReason]
    : undefined
  if (reason === undefined) throw modelStopped(pkg, finishReason)
  if (!hasText && reason === 'stop') throw modelEmpty(pkg)
  if (!hasText && reason === 'length') throw modelLength(pkg, finishReason)
  if (!hasText) throw answerRefused(pkg, finishReason)
  return [...(usage ? [{ type: 'usage' as const, ...usage }] : []), { type: 'finish', reason }]
}

/**
 * What comes after a finish reason: the rest of the usage, or more text after
 * all. The answer has ended, so neither a connection that stays open nor one
 * that breaks matters.
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
