import type { Readable } from 'node:stream'

/** The bytes of one streamed response, pulled: nothing is read that nobody asked for. */
export type ByteSource = {
  /** The next bytes, undefined at the proper end. Rejects when the response failed or was cut. */
  read(): Promise<Buffer | undefined>
  /** The content type of the response; it is settled once the first `read()` is. */
  contentType(): string
  /** Throws away what is left, so that a function without a reader runs to its end. */
  drain(): void
}

/**
 * A source over a stream.
 *
 * @param options.failure after the last byte: what the response ended with, if not well
 * @param options.cut why the stream broke off: what `read()` rejects with
 */
export const readableSource = (
  readable: Readable,
  options: {
    contentType: () => string
    failure: () => Error | undefined
    cut: (error: unknown) => Promise<Error>
  },
): ByteSource => {
  const chunks: AsyncIterator<Buffer> = readable.iterator({ destroyOnReturn: false })

  const read = async (): Promise<Buffer | undefined> => {
    const next = await chunks.next().catch(async (error) => {
      throw await options.cut(error)
    })
    if (!next.done) return next.value
    const failure = options.failure()
    if (failure) throw failure
    return undefined
  }

  return {
    read,
    contentType: options.contentType,
    drain: () => void discard(read),
  }
}

async function discard(read: ByteSource['read']): Promise<void> {
  try {
    while (await read());
  } catch {
    // Nobody is left to tell.
  }
}
