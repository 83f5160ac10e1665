import type { AnswerEvent, ChatModel, Prompt } from '../answer.ts'
import { type Abortables, abortables } from '../deadline.ts'
import { isHttpError } from '../errors.ts'

/** How long a provider may take to close a stream whose answer has ended. */
const lastMs = 1_000

/** One answer of a provider, read chunk by chunk. */
export type ProviderReply<Chunk> = {
  /** @returns the chunk's text @throws HttpError */
  read(chunk: Chunk): string
  /** Whether the model has said that it is done. */
  finished(): boolean
  /** @returns what comes after the text @throws HttpError */
  end(): AnswerEvent[]
}

/** What is different from one provider to the next. */
export type Provider<Chunk> = {
  /**
   * Asks for the stream.
   *
   * @param signal of the request to the provider
   * @param race cuts what is awaited short
   */
  open(
    prompt: Prompt,
    signal: AbortSignal,
    race: Abortables['race'],
  ): Promise<AsyncIterator<Chunk, unknown, undefined>>
  reply(): ProviderReply<Chunk>
  /**
   * What to throw in place of the SDK's error, whose message may hold anything.
   *
   * @param opened whether it broke the stream, and not the request for it
   */
  failure(error: unknown, opened: boolean): unknown
}

/**
 * A provider as a model: each `next()` rejects with the signal's reason as soon
 * as it aborts, and the request to the provider ends with the answer, however that ends.
 */
export const providerModel = <Chunk>({ open, reply, failure }: Provider<Chunk>): ChatModel => {
  async function* answer(
    prompt: Prompt,
    { signal }: { signal: AbortSignal },
  ): AsyncGenerator<AnswerEvent, void, undefined> {
    // Google's SDK sends the request although its signal has aborted already.
    signal.throwIfAborted()
    const upstream = new AbortController()
    const stop = () => upstream.abort(signal.reason)
    signal.addEventListener('abort', stop)
    const { race, end } = abortables(signal)
    let opened = false
    try {
      const stream = await open(prompt, upstream.signal, race)
      opened = true
      const heard = reply()
      let chunk = await race(stream.next())
      while (!chunk.done) {
        const text = heard.read(chunk.value)
        if (text !== '') yield { type: 'text', text }
        const next = race(stream.next())
        chunk = await (heard.finished() ? lastOf(next) : next)
      }
      yield* heard.end()
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

  return { answer }
}

/**
 * What comes after the model is done: the rest of the usage, if anything. The
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
