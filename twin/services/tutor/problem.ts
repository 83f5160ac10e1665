/** What the tutor sees in a problem. */
export type Problem = {
  title: string | undefined
  /** The first example's input, when it fits into a sentence. */
  example: string | undefined
  /** The largest n that the constraints allow, of a count or a length and not of a value. */
  maxSize: number | undefined
  mayBeEmpty: boolean
  mayBeNegative: boolean
  /** Values, or sums of them, that do not fit into 32 bits. */
  hasLargeValues: boolean
  /** The result is left in the argument, so nothing needs to be returned. */
  inPlace: boolean
}

/** A longer problem is read to here only, since the expressions below are not linear. */
const longest = 20_000

const number = String.raw`(\d[\d,]*(?:\s*[*×x]\s*10)?(?:(?:\^|\*\*)\{?\d+\}?|<sup>\d+</sup>|[⁰¹²³⁴-⁹]+|e\d+)?)`

/** Where a constraint bounds a size: `nums.length <= 10^5`, `1 ≤ N ≤ 100,000`, `길이는 … 이하`. */
const sizeBounds = [
  new RegExp(
    String.raw`(?:\b[nmk]|\blen\(\w+\)|(?:length|size|count))\s*(?:<=|≤|<)\s*${number}`,
    'giu',
  ),
  new RegExp(
    String.raw`(?:up to|at most)\s+${number}\s+(?:elements|numbers|items|nodes|characters)`,
    'giu',
  ),
  new RegExp(
    String.raw`(?:길이|개수|크기|[nm])[는은가이]?\s*(?:\d[\d,]*\s*(?:이상|부터)\s*)?${number}\s*이하`,
    'giu',
  ),
]

/** Reads a problem of any shape: its `title`, and the rest from all the text in it. */
export function readProblem(details: unknown): Problem {
  const fields: Record<string, unknown> =
    typeof details === 'object' && details ? { ...details } : {}
  const text = strings(details).join('\n').slice(0, longest)
  const sizes = sizeBounds.flatMap((bound) =>
    Array.from(text.matchAll(bound), (match) => readNumber(match[1] ?? '')),
  )
  return {
    title: phrase(fields.title ?? fields.name, 80),
    example: phrase(strings(fields.examples)[0], 60),
    maxSize: sizes.length > 0 ? Math.max(...sizes) : undefined,
    mayBeEmpty:
      !/\b[1-9][\d,]*\s*(?:<=|≤|<)\s*(?:[nm]\b|len\(|[\w.]*(?:length|size))|\b[1-9]\d*\s*이상/iu.test(
        text,
      ),
    mayBeNegative: /-\s*\d[\d^*,⁰-⁹]*\s*(?:<=|≤)|negative|음수/iu.test(text),
    hasLargeValues: /10(?:\^|\*\*)\{?(?:9|1\d)|10⁹|10¹|<sup>(?:9|1\d)|\d(?:,\d{3}){3}|\d{10}/u.test(
      text,
    ),
    inPlace: /in[- ]place|제자리/iu.test(text),
  }
}

function strings(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  if (typeof value !== 'object' || !value) return []
  return Object.values(value).flatMap(strings)
}

/** One line without markdown's own signs, or nothing. */
function phrase(value: unknown, longest: number): string | undefined {
  if (typeof value !== 'string') return undefined
  const line = value.replace(/[\s`*_]+/gu, ' ').trim()
  return line.length > 0 && line.length <= longest ? line : undefined
}

/** `10^5`, `2 * 10^5`, `10⁵`, `1e5`, `100,000`. */
function readNumber(text: string): number {
  const plain = text
    .replace(/[⁰¹²³⁴-⁹]+/u, (digits) => `^${digits.normalize('NFKC')}`)
    .replace(/<\/?sup>/gu, '^')
    .replace(/[,\s{}]/gu, '')
    .replace('**', '^')
    .replace(/\^$/u, '')
  const [, factor = '1', base = '', exponent = '1'] =
    /^(?:(\d+)[*×x])?(\d+(?:e\d+)?)(?:\^(\d+))?$/u.exec(plain) ?? []
  return Number(factor) * Number(base) ** Number(exponent)
}
