import type { ResponseHead } from './response-head.ts'
import { MalformedResponse, parseResponseHead } from './response-head.ts'

/** The content type that marks a streamed response that starts with a prelude. */
export const PRELUDE_CONTENT_TYPE = 'application/vnd.awslambda.http-integration-response'

const DELIMITER = Buffer.alloc(8)

/** Our own limit; AWS documents none. It bounds memory if a function never sends the NULs. */
const MAX_PRELUDE_BYTES = 1_048_576

/**
 * Reads the prelude of a streamed response, however its bytes are split into chunks.
 *
 * @param read returns the next chunk, undefined at the end
 * @returns the head, and the first bytes of the body that arrived with it (often none)
 * @throws MalformedResponse when there is no well-formed prelude; any error from `read`
 */
export const readPrelude = async (
  read: () => Promise<Buffer | undefined>,
): Promise<{ head: ResponseHead; rest: Buffer }> => {
  let bytes: Buffer = Buffer.alloc(0)
  while (true) {
    const chunk = await read()
    if (!chunk)
      throw new MalformedResponse('it ended before the eight NULs that follow its prelude')
    // The delimiter may be split across two chunks.
    const searched = Math.max(0, bytes.length - DELIMITER.length + 1)
    bytes = Buffer.concat([bytes, chunk])
    const end = bytes.indexOf(DELIMITER, searched)
    if (end >= 0) {
      const rest = bytes.subarray(end + DELIMITER.length)
      return { head: parseResponseHead(parseJson(bytes.subarray(0, end))), rest }
    }
    if (bytes.length > MAX_PRELUDE_BYTES) throw new MalformedResponse('its prelude has no end')
  }
}

function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'))
  } catch {
    // JSON.parse errors quote the text that failed to parse: headers and cookies.
    throw new MalformedResponse('its prelude is not JSON')
  }
}
