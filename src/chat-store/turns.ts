import type { Turn } from '../answer/answer.ts'
import type { StoredMessage } from './chat.ts'

/** How much of a chat a model sees. */
export type HistoryLimits = { maxTurns: number; maxChars: number }

/**
 * What a model sees of a chat, oldest first: the newest turns that fit, whole ones alone. A question
 * without its answer would be taken for a part of the next one, a broken answer for how to answer.
 *
 * @param messages oldest first
 */
export const historyOf = (
  messages: readonly StoredMessage[],
  { maxTurns, maxChars }: HistoryLimits,
): Turn[] => {
  const history: Turn[] = []
  let chars = 0
  for (const [question, answer] of wholeTurns(messages).reverse().slice(0, maxTurns)) {
    chars += question.content.length + answer.content.length
    if (chars > maxChars) break
    history.unshift(
      { role: 'user', text: question.content },
      { role: 'assistant', text: answer.content },
    )
  }
  return history
}

/** Their order is by turn, and a question comes before its answer. */
function wholeTurns(messages: readonly StoredMessage[]): [StoredMessage, StoredMessage][] {
  return messages.flatMap((answer, at) => {
    const question = messages[at - 1]
    const isWhole =
      question !== undefined &&
      answer.role === 'assistant' &&
      turnOf(question) === turnOf(answer) &&
      !question.incomplete &&
      !answer.incomplete
    return isWhole ? [[question, answer] as [StoredMessage, StoredMessage]] : []
  })
}

function turnOf({ id }: StoredMessage): string {
  return id.slice(0, -'.0'.length)
}
