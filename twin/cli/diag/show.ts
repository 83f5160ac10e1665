import { STATUS_CODES } from 'node:http'
import type { Asked } from './ask.ts'

/** E.g. `200 OK`. */
export const statusOf = ({ status }: Pick<Asked, 'status'>): string =>
  `${status} ${STATUS_CODES[status] ?? ''}`.trimEnd()

/** E.g. ` 412 ms`, right-aligned. */
export const ms = (milliseconds: number): string => `${milliseconds.toFixed(0).padStart(6)} ms`

/** The limit that the function says it applies. */
export type Limit = { requests: number; remaining: number | undefined; seconds: number }

/** The limit in the headers of a response, if it has one. */
export const limitOf = ({ headers }: Pick<Asked, 'headers'>): Limit | undefined => {
  const number = (name: string) => {
    const value = headers.get(`x-ratelimit-${name}`)
    return value !== null && /^\d+$/.test(value) ? Number(value) : undefined
  }
  const [requests, seconds] = [number('limit'), number('window')]
  if (requests === undefined || seconds === undefined) return undefined
  return { requests, remaining: number('remaining'), seconds }
}

/** E.g. `9 of 10 left`. */
export const leftOf = (limit: Limit | undefined): string => {
  if (!limit) return 'no limit stated'
  return `${limit.remaining ?? '?'} of ${limit.requests} left`
}

/** An indented body; JSON over several lines. */
export const indented = (text: string, width: number): string => {
  const lines = pretty(text).split('\n')
  return lines.join(`\n${' '.repeat(width)}`)
}

function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    return text
  }
}
