import { fileURLToPath } from 'node:url'

/**
 * A line of a stack that names a file: a frame, or the line that Node.js puts in front when it
 * cannot parse that file (`/path/module.cjs:3`).
 */
const namesFile = /^(?:\s+at (?:.*\(|async )?)?((?:file:\/\/|\/|[A-Z]:\\)[^()]+?:\d+(?::\d+)?)\)?$/

const runtimeFolder = new URL('.', import.meta.url).href

/**
 * Where an error comes from: `/path/module.mjs:2:7`, or `undefined` if that is Node.js or the runtime
 * itself.
 *
 * @param trace lines of a stack
 */
export const placeIn = (trace: readonly string[]): string | undefined => {
  const [place] = trace.flatMap((line) => namesFile.exec(line)?.[1] ?? [])
  if (place === undefined || place.startsWith(runtimeFolder)) return undefined
  return place.startsWith('file://') ? fileURLToPath(place) : place
}
