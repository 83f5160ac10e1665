import type { Readable } from 'node:stream'
import { isObject } from '../is-object.ts'

/** Whether a value is a stream of bytes, of Node.js or of the web. */
export const isStream = (value: unknown): value is Readable =>
  isObject(value) &&
  (('pipe' in value && typeof value.pipe === 'function') || value instanceof ReadableStream)
