import type { Readable } from 'node:stream'

/** The bytes of one streamed response, pull-based: nothing is read until it is requested. */
export type ByteSource = {
  /** The next bytes, undefined at a normal end. Rejects when the response failed or was cut. */
  read(): Promise<Buffer | undefined>
  /** The content type of the response; final once the first `read()` has settled. */
  contentType(): string
  /** Discards the rest, so that a function without a reader runs to its end. */
  drain(): void
}

/**
 * A byte source that reads a stream.
 *
 * @param options.failure called after the last byte: the error the response ended with, if any
 * @param options.cut why the stream broke off: the error with which `read()` rejects
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
    // No reader is left to receive the error.
  }
}
