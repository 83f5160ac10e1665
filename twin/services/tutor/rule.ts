import type { Code } from './code.ts'
import type { Problem } from './problem.ts'
import type { Locale } from './turn.ts'

/** The same hint three times, each nearer to the point; the last for all later questions. */
export type Levels = readonly [question: string, direction: string, nextStep: string]

/** Something a tutor notices, and what to ask about it. */
export type Rule = {
  id: string
  topic: 'start' | 'correctness' | 'speed'
  /**
   * Returns what it noticed, in the learner's own words (they replace `{it}` in the hint; empty
   * when the hint quotes nothing), or `undefined` where the rule does not apply.
   */
  when(code: Code, problem: Problem): string | undefined
  /** Asks and never tells: no code but `{it}`. */
  hint: Record<Locale, Levels>
}

/** The first match of an expression in the code, as the learner wrote it. */
export function find(text: string, expression: RegExp): string | undefined {
  return expression.exec(text)?.[0].trim()
}
