import type { Turn } from '../answer/answer.ts'
import type { StoredMessage, TurnRange } from './chat.ts'
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
 * The messages without the turns that were replaced: those of which a newer question has the same id,
 * and those that a question replaces together with its own.
 *
 * @param messages oldest first
 */
export const currentOf = (messages: readonly StoredMessage[]): StoredMessage[] => {
  const questions = messages.filter(isQuestion)
  const newest = new Map(questions.map((question) => [questionIdOf(question), turnOf(question)]))
  const repeated = questions.filter((each) => newest.get(questionIdOf(each)) !== turnOf(each))
  const turns = new Set(repeated.map(turnOf))
  // Few questions have any: a long chat is read in time that grows with its length alone.
  const replacing = questions.filter(({ replaces }) => replaces !== undefined)
  const isReplaced = (turn: string) =>
    replacing.some((each) => turnOf(each) !== turn && isWithin(each.replaces, turn))
  return messages.filter((message) => {
    const turn = turnOf(message)
    return !turns.has(turn) && !isReplaced(turn)
  })
}

function isWithin(range: TurnRange | undefined, turn: string): boolean {
  return range !== undefined && range.from <= turn && turn <= range.until
}

/** How a request names its question, and the ones that it takes the place of. */
export type Asking = {
  questionId: string | undefined
  /** The first of them. */
  replaces: string | undefined
  /** The last one; without it the first is the only one. */
  until: string | undefined
}

/** The questions whose turns are replaced, with all turns between them. They may be the same. */
export type ReplacedTurns = { first: StoredMessage; last: StoredMessage }

/**
 * The turns that a request replaces: the last one, named by `replaces` or by the request's own id, as
 * a repeated request does; or all from `replaces` to `until`, the last one.
 *
 * @param messages oldest first
 * @throws HttpError 409 `chat_changed` if the last of them is not the last turn
 */
export const askedAgain = (
  messages: readonly StoredMessage[],
  { questionId, replaces, until }: Asking,
): ReplacedTurns | undefined => {
  const questions = messages.filter(isQuestion)
  const last = questions.at(-1)
  const lastId = last && questionIdOf(last)
  if (last && [questionId, replaces].includes(lastId)) return { first: last, last }
  const first = questions.find((question) => questionIdOf(question) === replaces)
  if (first && last && lastId === until) return { first, last }
  const isRepeated = questions.some((question) => questionIdOf(question) === questionId)
  if (replaces !== undefined || isRepeated) throw chatChanged()
  return undefined
}

/** The messages before the replaced turns, and what was asked elsewhere after them. */
export const withoutTurns = (
  messages: readonly StoredMessage[],
  { first, last }: ReplacedTurns,
): StoredMessage[] => {
  const range = { from: turnOf(first), until: turnOf(last) }
  return messages.filter((message) => !isWithin(range, turnOf(message)))
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

function isQuestion({ role }: StoredMessage): boolean {
  return role === 'user'
}

/** The turn of a message, by the id of its item. */
export function turnOf({ id }: Pick<StoredMessage, 'id'>): string {
  return id.slice(0, -'.0'.length)
}
