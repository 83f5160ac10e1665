import { Readable } from 'node:stream'
import type { AnswerFrames } from './frames.ts'
import type { RequestSignal } from './signal.ts'

/** So much is handed on at once, in UTF-16 units, although more is there. */
const mostAtOnce = 16_384

/**
 * The frames as a byte stream that is pulled: nothing is asked of the model
 * while the platform's buffer is full. `Readable.from(generator)` would pull as
 * well, but its `destroy` waits for the generator and never aborts the request.
 *
 * Frames that arrive together leave together in one write, and none waits for
 * another: `nextTick` comes when nothing more follows without waiting.
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
  readonly #onAbort = () => this.#resume()
  #pumping = false
  #gathered = ''
  #full = false

  constructor(frames: AnswerFrames, request: RequestSignal, closed: () => Error) {
    super()
    this.#frames = frames
    this.#request = request
    this.#closed = closed
    request.signal.addEventListener('abort', this.#onAbort)
  }

  override _read(): void {
    this.#full = false
    this.#resume()
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    if (!this.readableEnded) this.#request.abort(this.#closed())
    this.#request.signal.removeEventListener('abort', this.#onAbort)
    callback(error)
  }

  #resume(): void {
    this.#flush()
    if (!this.#pumping) void this.#pump()
  }

  async #pump(): Promise<void> {
    this.#pumping = true
    while (!this.#full || this.#request.signal.aborted) {
      const frames = await this.#frames.next()
      if (frames === undefined) {
        this.#flush()
        this.push(null)
        return
      }
      if (this.#gathered === '') process.nextTick(this.#flush)
      this.#gathered += frames
      if (this.#gathered.length >= mostAtOnce) this.#flush()
    }
    this.#pumping = false
  }

  readonly #flush = (): void => {
    const frames = this.#gathered
    this.#gathered = ''
    if (frames !== '' && !this.destroyed) this.#full = !this.push(frames)
  }
}
