import type { ChatMessage, ChatRequest } from '../tutor/tutor-client.ts'
import type { Message } from './message.ts'

/** The limits of `chatbot-query`, which also takes 64 KiB of `problemDetails`; a request beyond them is a 400 or a 413. */
export const limits = {
  historyEntries: 500,
  /** Length of one entry in UTF-16 units. */
  entryLength: 32_000,
  queryLength: 16_000,
  /** Size of the whole request as JSON. */
  bodyBytes: 512 * 1024,
}

type Turn = readonly [question: ChatMessage, answer: ChatMessage]

/**
 * The request with as much of the conversation as the server accepts: the newest complete turns.
 * Answers that failed, were refused or never began are left out with their questions. The text of a
 * stopped answer is kept.
 *
 * @param maxHistory the maximum number of history entries
 *
 * @example
 * client.ask(fitRequest({ problemDetails, userCode, query }, messages))
 */
export const fitRequest = (
  question: Omit<ChatRequest, 'history'>,
  messages: readonly Message[],
  maxHistory: number = limits.historyEntries,
): ChatRequest => {
  const history: ChatMessage[] = []
  const entries = Math.min(maxHistory, limits.historyEntries)
  let bytes = jsonBytes({ ...question, history })
  for (const turn of turnsOf(messages).reverse()) {
    // Both entries, and a comma before each.
    bytes += jsonBytes(turn[0]) + jsonBytes(turn[1]) + 2
    if (history.length + 2 > entries || bytes >= limits.bodyBytes) break
    history.unshift(...turn)
  }
  return { ...question, history }
}

function turnsOf(messages: readonly Message[]): Turn[] {
  return messages.flatMap((answer, index): Turn[] => {
    const question = messages[index - 1]
    if (question?.role !== 'user' || answer.role !== 'model') return []
    const ended = answer.state === 'complete' || answer.state === 'stopped'
    // A history with refused words would be refused again.
    if (!ended || answer.finish === 'refused' || answer.content === '') return []
    return [[entry('user', question.content), entry('model', answer.content)]]
  })
}

function entry(role: ChatMessage['role'], content: string): ChatMessage {
  // Half a surrogate pair at the cut would become U+FFFD.
  const cut = content.slice(0, limits.entryLength).replace(/[\uD800-\uDBFF]$/, '')
  return { role, content: content.length > limits.entryLength ? cut : content }
}

function jsonBytes(value: object): number {
  return new TextEncoder().encode(JSON.stringify(value)).length
}
