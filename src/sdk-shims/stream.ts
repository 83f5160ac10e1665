import type { Readable } from 'node:stream'

type Result<T> = { done: false; value: T } | { done: true; value: undefined }
type Reader<T> = { read(): Promise<Result<T>> }

const end: Result<never> = { done: true, value: undefined }

/** A body as text. */
export type Chunks = { getReader(): Reader<string> }

/**
 * The body as text, whole characters at a time, one piece for all the bytes
 * that have arrived.
 *
 * @throws TypeError from `read` when it is not UTF-8; whatever the connection ends with
 */
export const chunksOf = (body: Readable): Chunks => ({
  getReader: () => {
    const decoder = new TextDecoder('utf-8', { fatal: true })
    const bytes = body[Symbol.asyncIterator]()
    return {
      read: async () => {
        const { done, value } = await bytes.next()
        // At the end it throws when a character has begun and not ended.
        if (done) decoder.decode()
        return done ? end : { done: false, value: decoder.decode(value, { stream: true }) }
      },
    }
  },
})

/** What decodes a body: `chunksOf` does. */
export class TextDecoderStream {}

type Controller<T> = { enqueue(value: T): void; close(): void; error(reason: unknown): void }

/**
 * As much of a `ReadableStream` as Google's SDK uses: it fills one by itself,
 * tees it, and reads both. The second reader never gets anything, so that the
 * answer is not kept twice: it is the SDK's promise of the whole answer, which
 * nobody here awaits.
 */
export class ReadableStream<T> {
  readonly #queue: T[] = []
  #waiting: PromiseWithResolvers<Result<T>> | undefined
  #ended: (() => Promise<Result<T>>) | undefined

  constructor({ start }: { start(controller: Controller<T>): Promise<void> }) {
    const finish = (ended: () => Promise<Result<T>>) => {
      this.#ended ??= ended
      this.#waiting?.resolve(this.#ended())
      this.#waiting = undefined
    }
    const controller = {
      enqueue: (value: T) => {
        if (this.#waiting) this.#waiting.resolve({ done: false, value })
        else this.#queue.push(value)
        this.#waiting = undefined
      },
      close: () => finish(async () => end),
      error: (reason: unknown) => finish(() => Promise.reject(reason)),
    }
    start(controller).catch(controller.error)
  }

  tee(): [ReadableStream<T>, { getReader(): Reader<T> }] {
    return [this, { getReader: () => ({ read: () => new Promise(() => {}) }) }]
  }

  getReader(): Reader<T> {
    return {
      read: async () => {
        const value = this.#queue.shift()
        if (value !== undefined) return { done: false, value }
        if (this.#ended) return this.#ended()
        this.#waiting = Promise.withResolvers()
        return this.#waiting.promise
      },
    }
  }
}
