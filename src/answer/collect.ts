import { answerTooLarge } from '../errors/model-errors.ts'
import type { WholeAnswer } from './answer.ts'
import type { AnswerReader } from './reader.ts'

/**
 * Reads an answer to its end.
 *
 * @param maxBytes of its text in UTF-8; the answer is broken off behind them
 * @throws HttpError when the answer breaks off
 */
export const collectAnswer = async (
  reader: AnswerReader,
  maxBytes: number,
  pkg: string,
): Promise<WholeAnswer> => {
  // An answer that ends well has said its finish.
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
      } else if (event.type === 'chat') {
        const { type, ...chat } = event
        whole.chat = chat
      } else whole.finishReason = event.reason
    }
  } catch (thrown) {
    const error = reader.fail(thrown)
    await reader.released()
    throw error
  }
  return whole
}
