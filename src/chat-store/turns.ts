import type { Turn } from '../answer/answer.ts'
import type { StoredMessage } from './chat.ts'
import { chatChanged } from './errors.ts'

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

/** The id of a question as its client knows it; it stays the same when the question is asked again. */
export const questionIdOf = (question: StoredMessage): string =>
  question.question_id ?? turnOf(question)

/**
 * The messages without the turns whose question was asked again: of several questions with the same
 * id, the newest counts.
 *
 * @param messages oldest first
 */
export const currentOf = (messages: readonly StoredMessage[]): StoredMessage[] => {
  const questions = messages.filter(isQuestion)
  const newest = new Map(questions.map((question) => [questionIdOf(question), turnOf(question)]))
  const replaced = questions.filter((each) => newest.get(questionIdOf(each)) !== turnOf(each))
  const turns = new Set(replaced.map(turnOf))
  return messages.filter((message) => !turns.has(turnOf(message)))
}

/** How a request names its question, and the one that it takes the place of. */
export type Asking = { questionId: string | undefined; replaces: string | undefined }

/**
 * The last question, if a request asks it again: by `replaces`, or by its own id, as a repeated
 * request does.
 *
 * @param messages oldest first
 * @throws HttpError 409 `chat_changed` if it asks one again that is not the last one
 */
export const askedAgain = (
  messages: readonly StoredMessage[],
  { questionId, replaces }: Asking,
): StoredMessage | undefined => {
  const questions = messages.filter(isQuestion)
  const last = questions.at(-1)
  if (last && [questionId, replaces].includes(questionIdOf(last))) return last
  const isRepeated = questions.some((question) => questionIdOf(question) === questionId)
  if (replaces !== undefined || isRepeated) throw chatChanged()
  return undefined
}

/** The messages of all other turns. */
export const withoutTurn = (
  messages: readonly StoredMessage[],
  { id }: StoredMessage,
): StoredMessage[] => messages.filter((message) => turnOf(message) !== turnOf({ id }))

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

function isQuestion({ role }: StoredMessage): boolean {
  return role === 'user'
}

/** The turn of a message, by the id of its item. */
export function turnOf({ id }: Pick<StoredMessage, 'id'>): string {
  return id.slice(0, -'.0'.length)
}
