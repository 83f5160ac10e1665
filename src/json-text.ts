import { isObject } from './is-object.ts'

/**
 * The deepest value that is accepted; Jackson has the same limit. `JSON.parse` reads any depth, but
 * recursive code, such as `JSON.stringify` or a schema, runs out of stack.
 */
const maxDepth = 1_000

/** Within a string its quotes would be escaped, so only a key can match. */
const prototypeKey = /"(?:__proto__"\s*:|constructor"\s*:\s*\{)/

/** From `@` to DEL, which includes all characters of the two keys. */
const escapedAscii = /\\u00([4-7][\da-f])/gi

/** Whether a JSON text may have a key that reaches an object's prototype; never misses one. */
export const mayReachPrototype = (text: string): boolean =>
  prototypeKey.test(
    text.replace(escapedAscii, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16))),
  )

/** Whether a parsed value has more levels than recursive code can work with. Not recursive itself. */
export const isTooDeep = (value: unknown): boolean => {
  let level: object[] = [value].filter(isObject)
  for (let depth = 1; level.length > 0; depth += 1) {
    if (depth > maxDepth) return true
    level = level.flatMap((each) => Object.values(each).filter(isObject))
  }
  return false
}
