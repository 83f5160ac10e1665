/**
 * Passes text on in the pieces in which it came, although some of it was held: a chunk of the model
 * stays one chunk for the reader.
 */
export class Pieces {
  /** The lengths of the pieces that have not been passed on. */
  readonly #lengths: number[] = []
  #ready = ''

  /**
   * @param length of the piece that came
   * @param text what may be passed on by now
   * @returns the pieces that are whole
   */
  take(length: number, text: string): string[] {
    // In prose, nothing is held.
    if (this.#lengths.length === 0 && length === text.length && text !== '') return [text]
    this.#lengths.push(length)
    this.#ready += text
    const whole: string[] = []
    while (
      this.#ready !== '' &&
      this.#ready.length >= (this.#lengths[0] ?? Number.POSITIVE_INFINITY)
    ) {
      const end = this.#lengths.shift() ?? 0
      if (end > 0) whole.push(this.#ready.slice(0, end))
      this.#ready = this.#ready.slice(end)
    }
    return whole
  }

  /** @returns the rest, at the end */
  rest(text: string): string[] {
    const whole = this.take(Number.POSITIVE_INFINITY, text)
    const last = this.#ready
    this.#ready = ''
    return last === '' ? whole : [...whole, last]
  }
}
