import { Readable } from 'node:stream'
import type { AnswerFrames } from './answer-frames.ts'
import type { RequestSignal } from './deadline.ts'

/**
 * The frames as a byte stream that is pulled: nothing is asked of the model
 * while the platform's buffer is full. `Readable.from(generator)` would pull as
 * well, but its `destroy` waits for the generator and never aborts the request.
 *
 * Once the signal has aborted, what is left is pushed whether it is read or
 * not, so that the terminal frame is there when the reader wakes up.
 *
 * @param closed the signal's reason when the platform destroys the stream
 */
export class AnswerBody extends Readable {
  readonly #frames: AnswerFrames
  readonly #request: RequestSignal
  readonly #closed: () => Error
  readonly #onAbort = () => this.#pump()
  #pumping = false

  constructor(frames: AnswerFrames, request: RequestSignal, closed: () => Error) {
    super()
    this.#frames = frames
    this.#request = request
    this.#closed = closed
    request.signal.addEventListener('abort', this.#onAbort)
  }

  override _read(): void {
    this.#pump()
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    if (!this.readableEnded) this.#request.abort(this.#closed())
    this.#request.signal.removeEventListener('abort', this.#onAbort)
    callback(error)
  }

  async #pump(): Promise<void> {
    if (this.#pumping) return
    this.#pumping = true
    let more = true
    while (more) {
      const frames = await this.#frames.next()
      if (this.destroyed) more = frames !== undefined
      else if (frames === undefined) {
        this.push(null)
        return
      } else more = this.push(frames) || this.#request.signal.aborted
    }
    this.#pumping = false
  }
}
