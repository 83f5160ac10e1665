import type { Turn } from '../../../src/answer/answer.ts'

const longestQuote = 80

/** Advice on how to approach a question, chosen by its first matching word. */
const ways: readonly [pattern: RegExp, way: string][] = [
  [
    /\b(?:hello|hi|hey|good (?:morning|evening))\b/i,
    'Hello! Tell me what you are working on, what you expected, and what happened instead.',
  ],
  [
    /\bwhy\b/i,
    'Look for the cause from both ends: what changed last, and what is the smallest case that still shows it? Change one thing at a time, and write down what each change did.',
  ],
  [
    /\bhow\b/i,
    'Begin with the result that you want and one example of it. Name the steps between, do the first by hand, and only then make it general.',
  ],
  [
    /\b(?:which|better|choose|or)\b/i,
    'Write down what the choice has to do for you, the most important first. Then strike out what fails the first point, and compare what is left by the second.',
  ],
  [
    /\b(?:what|who|when|where)\b/i,
    'Say it first in your own words in one sentence, then find one example that fits and one that almost does: the difference is the definition.',
  ],
]
const anyWay =
  'Say in one sentence what is known, in another what is wanted, and ask what the smallest step from one to the other is.'

/**
 * The answer of the twin's assistant to the last turn: a way to approach the question, and the
 * earlier topics of the conversation, to show how much of it reaches the model. Pure: no clock,
 * no randomness.
 */
export function assist(conversation: readonly Turn[]): string {
  const questions = conversation.filter(({ role }) => role === 'user').map(({ text }) => text)
  const question = questions.at(-1) ?? ''
  const earlier = questions.slice(0, -1)
  const [, way] = ways.find(([pattern]) => pattern.test(question)) ?? ['', anyWay]
  return [`You ask: “${quote(question)}”.`, way, ...remembered(earlier)].join(' ')
}

function remembered(earlier: readonly string[]): string[] {
  const [first] = earlier
  const last = earlier.at(-1)
  if (first === undefined || last === undefined) return []
  const count = earlier.length === 1 ? 'one question' : `${earlier.length} questions`
  return [
    `I remember ${count} of yours, and began with “${quote(first)}”.`,
    ...(earlier.length > 1 ? [`The one before this was “${quote(last)}”.`] : []),
  ]
}

function quote(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim()
  const points = Array.from(line)
  return points.length > longestQuote ? `${points.slice(0, longestQuote).join('')}…` : line
}
