import type { Readable } from 'node:stream'

type Result<T> = { done: false; value: T } | { done: true; value: undefined }
type Reader<T> = { read(): Promise<Result<T>> }

const end: Result<never> = { done: true, value: undefined }

/** A body as text. */
export type Chunks = { getReader(): Reader<string> }

/**
 * Decodes a body as text, in whole characters, one piece for each batch of bytes
 * that arrives.
 *
 * @throws TypeError from `read` if it is not UTF-8; the connection's error if it breaks
 */
export const chunksOf = (body: Readable): Chunks => ({
  getReader: () => {
    const decoder = new TextDecoder('utf-8', { fatal: true })
    const bytes = body[Symbol.asyncIterator]()
    return {
      read: async () => {
        const { done, value } = await bytes.next()
        // This throws if the body ends inside a character.
        if (done) decoder.decode()
        return done ? end : { done: false, value: decoder.decode(value, { stream: true }) }
      },
    }
  },
})

/** A placeholder: `chunksOf` already decodes. */
export class TextDecoderStream {}

type Controller<T> = { enqueue(value: T): void; close(): void; error(reason: unknown): void }

/**
 * The part of `ReadableStream` that Google's SDK uses: it fills a stream, tees it
 * and reads both branches. The second branch never yields anything, so that the
 * answer is not kept twice. The SDK reads it for the promise of the whole answer,
 * which is never awaited here.
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
