import { answerTooLarge } from '../errors/model-errors.ts'
import type { WholeAnswer } from './answer.ts'
import type { AnswerReader } from './reader.ts'

/**
 * Reads an answer to its end.
 *
 * @param maxBytes the longest text in UTF-8 bytes; a longer answer is cancelled
 * @throws HttpError when the answer fails or is too long
 */
export const collectAnswer = async (
  reader: AnswerReader,
  maxBytes: number,
  pkg: string,
): Promise<WholeAnswer> => {
  // A complete answer overwrites this with its finish reason.
  const whole: WholeAnswer = { text: '', finishReason: 'stop' }
  let bytes = 0
  try {
    for (let event = await reader.next(); event; event = await reader.next()) {
      if (event.type === 'text') {
        bytes += Buffer.byteLength(event.text)
        if (bytes > maxBytes) throw answerTooLarge(pkg, maxBytes)
        whole.text += event.text
      } else if (event.type === 'usage') {
        const { type, ...usage } = event
        whole.usage = usage
      } else if (event.type === 'data') {
        whole.data = { ...whole.data, [event.name]: event.data }
      } else whole.finishReason = event.reason
    }
  } catch (thrown) {
    const error = reader.fail(thrown)
    await reader.released()
    throw error
  }
  return whole
}
