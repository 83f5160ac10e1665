import { type Code, readCode } from './code.ts'
import { type Phrases, phrases } from './phrases.ts'
import { type Problem, readProblem } from './problem.ts'
import type { Rule } from './rule.ts'
import { correctnessRules } from './rules-correctness.ts'
import { edgeRules } from './rules-edges.ts'
import { speedRules } from './rules-speed.ts'
import { type Locale, localeOf, type Turn } from './turn.ts'

/** In the order in which a tutor would bring them up; the last one always applies. */
export const rules: readonly Rule[] = [...correctnessRules, ...speedRules, ...edgeRules]

type Finding = { rule: Rule; it: string }

const lastLevel = 2
const longestQuote = 60

const asksForSolution = [
  /\b(?:give|show|tell|send|write|provide)\s+(?:me\s+|us\s+)?(?:(?!my\b)\w+\s+){0,3}(?:answer|solution|code)\b/i,
  /\b(?:full|whole|complete|entire|working)\s+(?:code|solution|answer)\b/i,
  /\b(?:just|only)\s+(?:the\s+)?(?:answer|solution|code)\b/i,
  /\bwhat(?:'s|’s| is) the (?:answer|solution)\b/i,
  /\bsolve (?:it|this|the problem)\b/i,
  /정답|해답|답안|답\s*(?:을|좀|만)?\s*(?:알려|보여|줘|주세요|말해)/,
  /코드\s*(?:를|을)?\s*(?:전체|전부|다\s|짜\s*[줘주]|써\s*[줘주]|작성해)|(?:전체|완성된?)\s*코드|풀이\s*(?:를|좀)?\s*(?:알려|보여|줘)|대신\s*풀어/,
]
const asksForSpeed =
  /slow|fast|time limit|\btle\b|time ?out|efficien|optimi[sz]|complexity|big.?o\b|시간\s*초과|느려|느리|느린|빠르|빨리|효율|복잡도|최적화/i

/**
 * A tutor's hint in 3 to 6 sentences, in the language of the question: about the learner's own
 * problem and code, a step deeper with each earlier hint, and never the solution, however it is
 * asked for. Only the learner's own code and the problem's first example stand in backticks. Pure:
 * no clock, no chance.
 */
export function giveHint(turn: Turn): string {
  const locale = localeOf(turn.query)
  const say = phrases[locale]
  if (!turn.structured) return say.general

  const code = readCode(turn.code)
  const problem = readProblem(turn.problem)
  const level = Math.min(turn.earlierHints, lastLevel)
  const aboutSpeed = asksForSpeed.test(turn.query)
  const findings = notice(code, problem, aboutSpeed)
  // Who comes back after the last level has heard all about one finding: on to the next.
  const first = findings[Math.max(0, turn.earlierHints - lastLevel) % findings.length]
  const declines = asksForSolution.some((question) => question.test(turn.query))

  return [
    declines ? say.decline(problem.title) : say.open(problem.title, level, code),
    first ? hintOf(first, locale, level, say) : '',
    first?.rule.topic === 'speed' || (aboutSpeed && !code.blank) ? say.size(problem.maxSize) : '',
    say.close(level, problem.example),
  ]
    .filter((sentence) => sentence !== '')
    .join(' ')
}

function notice(code: Code, problem: Problem, speedFirst: boolean): Finding[] {
  const all = rules.flatMap((rule) => {
    const it = rule.when(code, problem)
    return it === undefined ? [] : [{ rule, it }]
  })
  // Of blank code there is nothing else to say, and `trace` is for code that shows nothing else.
  if (all[0]?.rule.topic === 'start') return all.slice(0, 1)
  const shown = all.length > 1 ? all.slice(0, -1) : all
  const rank = ({ rule }: Finding) => (speedFirst && rule.topic === 'speed' ? 0 : 1)
  return shown.toSorted((a, b) => rank(a) - rank(b))
}

function hintOf({ rule, it }: Finding, locale: Locale, level: number, say: Phrases): string {
  const fits = it !== '' && it.length <= longestQuote && !/[`\n]/.test(it)
  const quote = fits ? `\`${it}\`` : say.it
  return rule.hint[locale][level]?.replaceAll('{it}', () => quote) ?? ''
}
