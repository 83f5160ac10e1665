import { Readable } from 'node:stream'
import type { AnswerFrames } from './frames.ts'
import type { RequestSignal } from './signal.ts'

/** Flush once this many UTF-16 code units have been gathered. */
const mostAtOnce = 16_384

/**
 * The frames as a pull-based byte stream: the model is not read while the
 * platform's buffer is full. `Readable.from(generator)` also pulls, but its
 * `destroy` waits for the generator and never aborts the request.
 *
 * Frames that arrive together are written together, and no frame is delayed:
 * `nextTick` runs once no further frame is ready.
 *
 * After the signal has aborted, the rest is pushed even if nobody reads, so that
 * the terminal frame is there when the reader resumes.
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
