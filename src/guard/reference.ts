import type { KnownCode } from './known-code.ts'
import { statementsOf } from './statements.ts'
import { shapeOf, tokensOf, withoutEnd } from './tokens.ts'

/** How much of a reference solution has been said, verbatim or under other names. */
export type Said = { verbatim: number; renamed: number; lines: number; renamedLines: number }

/** Follows how much of a reference solution is said. */
export type Reference = { say(tokens: readonly string[]): Said }

const none: Said = { verbatim: 0, renamed: 0, lines: 0, renamedLines: 0 }

/** Statements such as `return True` are in too many solutions to tell one from another. */
const shortest = 4

/** Whether a statement tells one solution from another where it is repeated whole; heads of loops do not. */
const isTelling = (tokens: readonly string[]): boolean =>
  tokens.length > shortest && !/^(?:for|while)$/.test(tokens[0] ?? '')

/** @param reference a solution in any language; without one, nothing of it is ever said */
export const referenceOf = (reference: string | undefined, isKnown: KnownCode): Reference => {
  if (reference === undefined) return { say: () => none }
  let read: { exact: Measure; shape: Measure } | undefined
  return {
    say: (tokens) => {
      read ??= readReference(reference, isKnown)
      const exact = read.exact.say(tokens)
      const shape = read.shape.say(shapeOf(tokens))
      return {
        verbatim: exact.share,
        lines: exact.lines,
        renamed: shape.share,
        renamedLines: shape.lines,
      }
    },
  }
}

function readReference(reference: string, isKnown: KnownCode) {
  const statements = reference
    .split('\n')
    .flatMap((line) => statementsOf(line.trim()))
    .map(tokensOf)
    .filter((tokens) => !isKnown(tokens))
  return { exact: measure(statements, 4), shape: measure(statements.map(shapeOf), 6) }
}

type Measure = { say(tokens: readonly string[]): { share: number; lines: number } }

/** Counts the n-grams of these statements that are said, and the statements that are said whole. */
function measure(statements: readonly (readonly string[])[], size: number): Measure {
  const wanted = new Set(statements.flatMap((tokens) => grams(tokens, size)))
  const whole = new Set(statements.filter(isTelling).map(keyOf))
  const found = new Set<string>()
  const lines = new Set<string>()
  return {
    say: (tokens) => {
      for (const gram of grams(tokens, size)) if (wanted.has(gram)) found.add(gram)
      const line = keyOf(tokens)
      if (whole.has(line)) lines.add(line)
      return { share: wanted.size === 0 ? 0 : found.size / wanted.size, lines: lines.size }
    },
  }
}

function keyOf(tokens: readonly string[]): string {
  return withoutEnd(tokens).join(' ')
}

/** All runs of `size` tokens; a shorter statement is one run. */
function grams(given: readonly string[], size: number): string[] {
  const tokens = withoutEnd(given)
  if (tokens.length <= size) return tokens.length < shortest ? [] : [tokens.join(' ')]
  return Array.from({ length: tokens.length - size + 1 }, (_, at) =>
    tokens.slice(at, at + size).join(' '),
  )
}
