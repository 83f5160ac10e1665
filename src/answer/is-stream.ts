import type { Readable } from 'node:stream'

/** Whether a value is a stream of bytes, of Node.js or of the web. */
export const isStream = (value: unknown): value is Readable => {
  if (typeof value !== 'object' || value === null) return false
  return ('pipe' in value && typeof value.pipe === 'function') || value instanceof ReadableStream
}
