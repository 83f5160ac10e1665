import { diff } from 'node:util'

/** Lines that stay the same, shown before and after each difference. */
const context = 3

/** Of the operations of Node.js: what only its first argument has is 1. */
const signs = { [-1]: '+', 0: ' ', 1: '-' } as const

/** What differs, line by line as `diff -u` shows it: `-` is expected, `+` came instead. */
export const lineDiff = (expected: string, actual: string): string => {
  const entries = diff(expected.split('\n'), actual.split('\n'))
  const differs = entries.map(([operation]) => operation !== 0)
  const lines = entries.map(([operation, line], at) => {
    const near = differs.slice(Math.max(0, at - context), at + context + 1).includes(true)
    return near ? `${signs[operation]}${line}` : undefined
  })
  return lines
    .filter((line, at) => line !== undefined || at === 0 || lines[at - 1] !== undefined)
    .map((line) => line ?? '…')
    .join('\n')
}
