import { crc32 } from 'node:zlib'
import { hints, phrases } from './hints.ts'
import { localeOf, type Turn } from './turn.ts'

const asksForSolution = [
  /\b(?:give|show|tell|send|write|provide)\s+(?:me\s+|us\s+)?(?:(?!my\b)\w+\s+){0,3}(?:answer|solution|code)\b/i,
  /\b(?:full|whole|complete|entire|working|(?:just|only)(?: the)?)\s+(?:code|solution|answer)\b/i,
  /\bwhat(?:'s|’s| is) the (?:answer|solution)\b|\bsolve (?:it|this|the problem)\b/i,
  /정답|해답|(?:답|풀이)\s*(?:을|를|좀|만)?\s*(?:알려|보여|줘|주세요|말해)|대신\s*풀어/,
  /코드\s*(?:를|을)?\s*(?:전체|전부|다\s|짜\s*[줘주]|써\s*[줘주]|작성해)|(?:전체|완성된?)\s*코드/,
]
const asksForSpeed =
  /slow|fast|time limit|\btle\b|time ?out|efficien|optimi[sz]|complexity|big.?o\b|시간\s*초과|느려|느리|느린|빠르|빨리|효율|복잡도|최적화/i

/** Comments, signatures, imports and placeholders: lines without the learner's own thinking. */
const isEmpty =
  /^(?:#|\/\/|\/?\*|"""|'''|(?:def|class|function|public)\b.*[:{]$|(?:import|from|using|package)\b|(?:pass|end|\.{3}|return(?:\s+(?:None|null|0|-1|\[\]))?;?|[{}()[\];]*)$)/

/** The complexity that runs in about a second for n up to 10, 100, 1,000 and so on. */
const orders = ['2ⁿ', 'n³', 'n²', 'n log n', 'n log n', 'n log n', 'n', 'n', 'log n']

const longestQuote = 60

/**
 * A tutor's hint in 3 to 6 sentences, in the language of the question. It comes from a table, by
 * the question, the code and the number of earlier hints. It quotes a line of the learner and the
 * problem, and never gives the solution, however it is asked for. Pure: no clock, no randomness.
 */
export function giveHint({ query, problem, code, earlierHints, structured }: Turn): string {
  const locale = localeOf(query)
  const say = phrases[locale]
  if (!structured) return say.general

  const { title, example, exponent } = readProblem(problem)
  const { isPython, isBlank, inner, line } = readCode(code)
  const about = inner ? 'loops' : asksForSpeed.test(query) ? 'speed' : 'check'
  const topic = isBlank ? 'start' : about
  const { [topic]: inTurn, start, check } = hints[locale]
  // After a topic's last hint any will do, for as long as the learner asks.
  const others = isBlank ? start.slice(-1) : check
  const hint =
    (topic !== 'check' && inTurn[earlierHints]) ||
    others[(crc32(code) + earlierHints) % others.length]

  const level = Math.min(earlierHints, 2)
  const declines = asksForSolution.some((question) => question.test(query))
  const opening = isBlank && level === 0 ? say.start : say.open[level]
  const size = exponent > 0 && (topic === 'loops' || topic === 'speed') ? [say.size] : []
  const words: Record<string, string> = {
    problem: say.problem(title),
    language: isPython ? 'Python ' : '',
    size: (10 ** exponent).toLocaleString('en-US'),
    order: `O(${orders[exponent - 1]})`,
    example: say.example(example),
    it: line ? `\`${line}\`` : say.it,
  }
  return [declines ? say.decline : opening, hint, ...size, say.close[level]]
    .join(' ')
    .replace(/\{(\w+)\}/g, (_, name) => words[name] ?? '')
}

/** Reads code by lines only: a loop below a less indented one is taken for its inner loop. */
function readCode(code: string) {
  const written = code.split('\n').filter((line) => !isEmpty.test(line.trim()))
  const quotable = written.filter((line) => line.trim().length <= longestQuote && !/`/.test(line))
  const [first, ...loops] = quotable.filter((line) => /^\s*(?:for|while)\b/.test(line))
  const inner = loops.find((loop) => loop.search(/\S/) > String(first).search(/\S/))
  const longest = quotable.toSorted((a, b) => b.trim().length - a.trim().length)[0]
  return {
    isPython: /^[ \t]*(?:def|for|while|if)\b.*:\s*$/m.test(code),
    isBlank: written.length === 0,
    inner,
    line: (inner ?? first ?? longest ?? '').trim().replace(/\s*[{:]$/, ''),
  }
}

/** Title, first example, and the power of ten that bounds the size; each may be missing. */
function readProblem(problem: unknown) {
  const { title, examples } = (problem ?? {}) as { title: unknown; examples?: { input: unknown }[] }
  const bound = /(?:length|\bn) *<= *10\^([1-9])/i.exec(JSON.stringify(problem) ?? '')
  return {
    title: inline(title, 80),
    example: inline(examples?.[0]?.input, longestQuote),
    exponent: Number(bound?.[1] ?? 0),
  }
}

/** One line without Markdown syntax; nothing when it is too long for a sentence. */
function inline(value: unknown, longest: number): string {
  const line = typeof value === 'string' ? value.replace(/[\s`*_]+/gu, ' ').trim() : ''
  return line.length <= longest ? line : ''
}
