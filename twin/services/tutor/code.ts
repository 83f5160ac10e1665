import { detectLanguage, stripProse } from './language.ts'

/** A function or a loop: its first line as the learner wrote it, and all lines below it. */
export type Block = { header: string; body: string }
export type Loop = Block & {
  /** 1 for an outermost loop. */
  depth: number
}
export type NamedFunction = Block & { name: string }

/** What the tutor sees in the learner's code. */
export type Code = {
  language: string | undefined
  /** Without comments and the insides of strings. */
  text: string
  /** Nothing in it yet but signatures and placeholders. */
  blank: boolean
  loops: Loop[]
  functions: NamedFunction[]
}

type Line = { text: string; raw: string; indent: number }

/** Code and lines are read to here only, since the expressions below are not linear. */
const longest = 20_000
const longestLine = 300

const loopWord = /\b(?:for|foreach|while|until)\b|\b(?:do|loop)\s*\{|\.forEach\(|\.each\b/g

const named =
  /\b(?:def|function\*?|fun|func|fn)\s+(\w+)|\b(?:const|let|var)\s+(\w+)\s*=\s*(?:async\s*)?(?:function|(?:\([^)]*\)|\w+)[^=\n]*=>)/

/** `int solve(int n) {` and `solve(n) {`; without a type the brace must be on the line. */
const typed =
  /^\s*(?!\s|(?:if|else|for|while|switch|catch|return|throw|new|do)\b)(?:[\w<>[\],:*& ]+?[ *&](\w+)\s*\([^;(){}]*\)\s*(?:\{|$)|(\w+)\s*\([^;(){}]*\)\s*\{)/

const placeholder =
  /^(?:[{}()[\];.\s]*|pass|""|end|\.{3}|return(?:\s+(?:None|null|0|-1|""|\[\]|\{\}))?;?|import\b.*|from\b.*|using\b.*|package\b.*|#include.*|.*\bclass\s+\w+.*)$/

/** What follows a signature on its own line: `def f(x): return x`, `x => x * 2`. */
const oneLiner = /(?:[{:]|=>)\s*(?!pass\b|\.\.\.)[\w[(-][^{:]*$/

/**
 * Reads code by its lines and their indentation, which holds for every language a learner indents;
 * it is no parser, and what it sees is good enough to ask about.
 */
export function readCode(source: string): Code {
  const raw = source.slice(0, longest)
  const language = detectLanguage(raw)
  const text = stripProse(raw, language)
  const lines = readLines(raw, text)
  const functions = readFunctions(lines, language)
  const headers = new Set(functions.map((one) => one.header))
  return {
    language,
    text,
    blank: lines.every((line) =>
      headers.has(line.raw) ? !oneLiner.test(line.text) : placeholder.test(line.text.trim()),
    ),
    loops: readLoops(lines),
    functions,
  }
}

function readLines(raw: string, text: string): Line[] {
  const originals = raw.split('\n')
  return text
    .split('\n')
    .map((line, number) => ({
      text: line.slice(0, longestLine),
      raw: originals[number]?.trim().replace(/\s*[{:]$/, '') ?? '',
      indent: line.replaceAll('\t', '    ').search(/\S/),
    }))
    .filter((line) => line.indent >= 0)
}

/** The lines below `start` that are indented further; a lone `{` belongs to its header. */
function bodyOf(lines: readonly Line[], start: number): string {
  const indent = lines[start]?.indent ?? 0
  const below = lines.slice(start + 1)
  const end = below.findIndex((line) => line.indent <= indent && line.text.trim() !== '{')
  return below
    .slice(0, end < 0 ? undefined : end)
    .map((line) => line.text)
    .join('\n')
}

function readFunctions(lines: readonly Line[], language: string | undefined): NamedFunction[] {
  const hasBraces = language !== 'Python' && language !== 'Ruby'
  return lines.flatMap((line, number) => {
    const match = named.exec(line.text) ?? (hasBraces ? typed.exec(line.text) : null)
    const name = match?.[1] ?? match?.[2]
    if (!match || !name) return []
    const rest = line.text.slice(match.index + match[0].length)
    return [{ name, header: line.raw, body: `${rest}\n${bodyOf(lines, number)}` }]
  })
}

function readLoops(lines: readonly Line[]): Loop[] {
  const open: number[] = []
  return lines.flatMap((line, number) => {
    if (line.text.trim() === '{') return []
    while (open.length > 0 && (open.at(-1) ?? 0) >= line.indent) open.pop()
    const outer = open.length
    // `} while (…)` ends a loop; a second loop on a line is inside the first unless a `}` is between.
    const depths = line.text
      .replace(/\}\s*while\b/g, '}')
      .split('}')
      .map((part) => part.match(loopWord)?.length ?? 0)
    const deepest = Math.max(...depths)
    if (deepest === 0) return []
    open.push(line.indent)
    return [{ header: line.raw, body: bodyOf(lines, number), depth: outer + deepest }]
  })
}
