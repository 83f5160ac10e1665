import { readFileSync } from 'node:fs'

export const languages = ['python', 'java', 'cpp', 'js', 'go'] as const
export type Language = (typeof languages)[number]

/** A problem in Python, with a solution in each language. */
export type Problem = { id: number; declaration: string; prompt: string } & Record<Language, string>

export const problems: readonly Problem[] = JSON.parse(
  readFileSync(new URL('data/problems.json', import.meta.url), 'utf8'),
)

/** The lines of code that are not blank. */
export const linesOf = (code: string): string[] =>
  code.split('\n').filter((line) => line.trim() !== '')

/** The same solution, with other names for the variables that it assigns. */
export const renamed = (code: string): string => {
  const assigned = [...code.matchAll(/(?:\bfor )?\b(\w+)(?= (?:[-+*/]?=|in) )/g)]
  const names = new Set(assigned.flatMap(([, name]) => (name ? [name] : [])))
  const others = new Map([...names].map((name, at) => [name, `item${at}`]))
  return code.replace(/\b\w+\b/g, (word) => others.get(word) ?? word)
}
