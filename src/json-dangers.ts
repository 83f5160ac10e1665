/**
 * The deepest value that is accepted; Jackson has the same limit. `JSON.parse` reads any depth, but
 * recursive code, such as `JSON.stringify` or a schema, runs out of stack.
 */
const maxDepth = 1_000

/**
 * What makes a parsed JSON value dangerous for the code that works with it: a key that reaches an
 * object's prototype when the value is merged or copied, or too many levels.
 *
 * Walks the value without recursion and once. A reviver of `JSON.parse` would find the same keys,
 * but costs a call for each number, and searching the text would have to undo its escapes.
 */
export const jsonDangerOf = (value: unknown): 'prototype' | 'depth' | undefined => {
  let level: object[] = isObject(value) ? [value] : []
  for (let depth = 1; level.length > 0; depth += 1) {
    if (depth > maxDepth) return 'depth'
    const deeper: object[] = []
    for (const each of level) {
      if (reachesPrototype(each)) return 'prototype'
      for (const inner of Array.isArray(each) ? each : Object.values(each)) {
        if (isObject(inner)) deeper.push(inner)
      }
    }
    level = deeper
  }
  return undefined
}

function reachesPrototype(value: object): boolean {
  if (Object.hasOwn(value, '__proto__')) return true
  if (!Object.hasOwn(value, 'constructor')) return false
  const { constructor: inner }: { constructor: unknown } = value
  return isObject(inner) && Object.hasOwn(inner, 'prototype')
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}
