export type Locale = 'en' | 'ko'

/** What the tutor knows about a conversation. */
export type Turn = {
  /** The problem as sent, in any shape; `undefined` when there was none. */
  problem: unknown
  code: string
  query: string
  /** How many hints the learner has already received. */
  earlierHints: number
  /** Whether the text contained the JSON of the tutor's prompt. */
  structured: boolean
}

/**
 * Reads the single user turn of the tutor's prompt: some prose, then a JSON object with
 * `problemDetails`, `userCode`, `history` and `query`, all of them optional. Any other text is
 * taken as the query.
 */
export function readTurn(text: string): Turn {
  const data = parseObject(text.slice(text.indexOf('{'), text.lastIndexOf('}') + 1))
  if (!data)
    return { problem: undefined, code: '', query: text, earlierHints: 0, structured: false }
  const history = Array.isArray(data.history) ? data.history : []
  return {
    problem: data.problemDetails,
    code: string(data.userCode),
    query: string(data.query),
    earlierHints: history.filter((message) => message?.role === 'model').length,
    structured: true,
  }
}

/** Korean if the question contains any Hangul, otherwise English. */
export function localeOf(query: string): Locale {
  return /\p{Script=Hangul}/u.test(query) ? 'ko' : 'en'
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value ? { ...value } : undefined
  } catch {
    return undefined
  }
}

function string(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
