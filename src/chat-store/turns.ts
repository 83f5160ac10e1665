import type { Turn } from '../answer/answer.ts'
import type { StoredMessage } from './chat.ts'

/** How much of a chat a model sees. */
export type HistoryLimits = { maxTurns: number; maxChars: number }

/**
 * The history that a model sees, oldest first: the newest complete turns that fit. A question without
 * an answer would read as part of the next one, and a broken answer as an example to follow.
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

/** Messages are ordered by turn, and a question comes before its answer. */
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
