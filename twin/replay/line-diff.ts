import { diff } from 'node:util'

/** Number of unchanged lines shown before and after each difference. */
const context = 3

/** Node's operation codes: 1 means present only in the first argument. */
const signs = { [-1]: '+', 0: ' ', 1: '-' } as const

/** The differences, line by line as in `diff -u`: `-` is expected, `+` is actual. */
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
