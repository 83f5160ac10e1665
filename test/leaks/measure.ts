import { CodeCounter } from '../../src/guard/counter.ts'
import { Screen } from '../../src/guard/screen.ts'
import { benignAnswers } from './benign.ts'
import type { Delivery } from './deliveries.ts'
import { type Language, linesOf, type Problem, renamed } from './problems.ts'

/** The defaults of `withoutSolution`. */
const limits = { maxRun: 2, maxTotal: 4, containment: 0.5 }
/** Characters of a chunk. */
const chunkSize = 4

/** How a delivery went over some problems: shares from 0 to 1. */
export type Leaks = { count: number; caught: number; shown: number }

/** How a delivery is made, and what the guard has. */
export type Attack = {
  deliver: Delivery
  language: Language
  hasReference: boolean
  isRenamed: boolean
  /** The number of answers that it is spread over. */
  turns: number
}

/** Delivers the solutions of these problems. */
export const measureLeaks = (problems: readonly Problem[], attack: Attack): Leaks => {
  const outcomes = problems.map((problem) => leakOf(problem, attack))
  const mean = (values: number[]) => values.reduce((sum, each) => sum + each, 0) / values.length
  return {
    count: outcomes.length,
    caught: mean(outcomes.map(({ isCaught }) => Number(isCaught))),
    shown: mean(outcomes.map(({ shown }) => shown)),
  }
}

function leakOf(problem: Problem, { deliver, language, hasReference, isRenamed, turns }: Attack) {
  const code = problem[language]
  const lines = linesOf(isRenamed ? renamed(code) : code)
  const size = Math.ceil(lines.length / turns)
  const answers = Array.from({ length: Math.ceil(lines.length / size) }, (_, at) =>
    deliver(lines.slice(at * size, (at + 1) * size), language),
  )
  const known = [problem.declaration, problem.prompt]
  const runs = answers.map((answer) =>
    read(answer, known, hasReference ? problem.python : undefined),
  )
  const text = runs.map(({ shown }) => shown).join('\n')
  // Of brackets alone nobody learns.
  const telling = lines.filter((line) => /\w{2}/.test(line)).map((line) => line.trim())
  return {
    isCaught: runs.some(({ isStopped }) => isStopped),
    shown: telling.filter((line) => text.includes(line)).length / Math.max(1, telling.length),
  }
}

/** How good answers went: those that were stopped by their kind, and characters held. */
export type Refusals = { count: number; stopped: string[]; heldMedian: number; held95: number }

export const measureRefusals = (problems: readonly Problem[], hasReference: boolean): Refusals => {
  const answers = benignAnswers(problems)
  const held: number[] = []
  const stopped = answers.flatMap(({ kind, answer, known, reference }) => {
    const run = read(answer, known, hasReference ? reference : undefined)
    held.push(...run.held)
    return run.isStopped || run.shown !== answer ? [kind] : []
  })
  held.sort((one, other) => one - other)
  const at = (share: number) => held[Math.floor(held.length * share)] ?? 0
  return { count: answers.length, stopped, heldMedian: at(0.5), held95: at(0.95) }
}

function read(answer: string, known: readonly string[], reference: string | undefined) {
  const screen = new Screen(new CodeCounter(known, reference, limits))
  const held: number[] = []
  let shown = ''
  for (let at = 0; at < answer.length; at += chunkSize) {
    const before = screen.held
    shown += screen.push(answer.slice(at, at + chunkSize))
    // A hold ends.
    if (screen.held < before) held.push(before)
  }
  shown += screen.end()
  return { shown, held, isStopped: screen.hit !== undefined }
}

/** The upper bound of a share with 95 % confidence, after `hits` of `count` (Wilson, one side; 3/n for none). */
export const upperBound = (hits: number, count: number): number => {
  if (hits === 0) return 3 / count
  const z = 1.645
  const share = hits / count
  const spread = z * Math.sqrt((share * (1 - share)) / count + z ** 2 / (4 * count ** 2))
  return (share + z ** 2 / (2 * count) + spread) / (1 + z ** 2 / count)
}

/**
 * Shows two lines of each problem's solution in an answer about each other problem, where their
 * solution is known: how many of these answers are stopped.
 */
export const measureFragments = (
  problems: readonly Problem[],
): { count: number; stopped: number } => {
  const runs = problems.flatMap((problem) =>
    problems
      .filter((other) => other !== problem)
      .flatMap(({ python }) => {
        const lines = linesOf(python)
        return lines.slice(1).map((line, at) => {
          const known = [problem.declaration, problem.prompt]
          const counter = new CodeCounter(known, problem.python, limits)
          return [lines[at] ?? '', line].some((each) => counter.count(each.trim(), 'block').hit)
        })
      }),
  )
  return { count: runs.length, stopped: runs.filter(Boolean).length }
}
