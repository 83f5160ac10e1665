import { kindOf } from './code-kind.ts'
import { type KnownCode, knownCode } from './known-code.ts'
import { type Reference, referenceOf, type Said } from './reference.ts'
import { statementsOf } from './statements.ts'
import { tokensOf } from './tokens.ts'

/** What an answer may say before it counts as a solution. */
export type GuardLimits = {
  /** Statements one after the other that are not known. */
  maxRun: number
  /** Different statements in the whole answer that are not known. */
  maxTotal: number
  /** The share of the reference solution, 0 to 1. */
  containment: number
}

/** Why an answer was stopped, in numbers and never in text. */
export type GuardHit = {
  rule: 'run' | 'total' | 'reference' | 'renamed'
  /** Different statements that were not known. */
  lines: number
  /** The share of the reference solution that was said, 0 to 1. */
  contained: number
}

/** Counts the code of one answer. */
export class CodeCounter {
  readonly #limits: GuardLimits
  readonly #isKnown: KnownCode
  readonly #reference: Reference
  readonly #seen = new Set<string>()
  #run = 0
  /** Statements of this run that are more than values. */
  #codeOfRun = 0

  constructor(known: readonly string[], reference: string | undefined, limits: GuardLimits) {
    this.#limits = limits
    this.#isKnown = knownCode(known)
    this.#reference = referenceOf(reference, this.#isKnown)
  }

  /** Whether the last lines were code that nobody had before. */
  get isRunning(): boolean {
    return this.#run > 0
  }

  /** Prose ends a run. */
  endRun(): void {
    this.#run = 0
    this.#codeOfRun = 0
  }

  /**
   * Counts the code of a line, or of a part of it.
   *
   * @param place in a code block a plain expression is code; an inline call only names a function
   * @returns whether there is code in it that is not known
   */
  count(line: string, place: 'line' | 'block' | 'inline'): { isCode: boolean; hit?: GuardHit } {
    let isCode = false
    if (this.#isKnown(tokensOf(line))) return { isCode }
    const statements = statementsOf(line)
    for (const [at, statement] of statements.entries()) {
      const kind = kindOf(statement, place === 'block')
      if (kind === 'none') continue
      const tokens = tokensOf(statement)
      if (this.#isKnown(tokens)) continue
      const said = this.#reference.say(tokens)
      isCode = true
      // `if x: return y` counts as one statement.
      const isBody = at === 1 && statements.length === 2 && isHead.test(statements[0] ?? '')
      if (!isBody) this.#run += 1
      if (kind === 'code') {
        this.#codeOfRun += 1
        this.#seen.add(tokens.join(' '))
      }
      const hit = this.#hitOf(said)
      if (hit) return { isCode, hit }
    }
    return { isCode }
  }

  #hitOf(said: Said): GuardHit | undefined {
    const { maxRun, maxTotal, containment } = this.#limits
    const { verbatim, renamed, lines, renamedLines } = said
    const facts = { lines: this.#seen.size, contained: Math.max(verbatim, renamed) }
    const tellsEnough = lines >= 2 ? containment / 2 : lines === 1 ? containment * 0.4 : containment
    if (verbatim >= tellsEnough) return { rule: 'reference', ...facts }
    const ofShape = renamedLines >= 2 ? containment : 2
    if (renamed >= ofShape) return { rule: 'renamed', ...facts }
    if (this.#run > maxRun && this.#codeOfRun >= 2) return { rule: 'run', ...facts }
    return this.#seen.size > maxTotal ? { rule: 'total', ...facts } : undefined
  }
}

const isHead = /^(?:if|for|while|elif)\b/
