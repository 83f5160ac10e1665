import { Allow, parse } from 'partial-json' // npm install partial-json

/**
 * The value so far of a JSON document that begins with `text`; `undefined` while nothing is certain.
 * The rest of the document never contradicts it: a string is a prefix of the whole string, a number
 * is left out until it is complete (at the top level always), and `tr` is `true`.
 *
 * Differs from `JSON.parse` in three ways. If a key comes twice, its first value is returned until
 * the second begins. A `__proto__` is an own property, but left out if it is neither an object nor
 * an array. Nesting deeper than 500 levels gives `undefined`.
 *
 * Never throws. Text that is not JSON gives `undefined`, or a value that stops growing; only
 * `JSON.parse` of the whole text tells.
 *
 * @example
 * partialObject('{"title":"Sorting","points":1') // { title: 'Sorting' }
 */
export const partialObject = (text: string): unknown => {
  if (!startsJson.test(text) || nesting(text) > maxNesting) return undefined
  try {
    const value: unknown = parse(
      text.replace(halfCharacter, '').replace(trimmable, '$&\\'),
      allowed,
    )
    restoreProto(value)
    return value
  } catch {
    return undefined
  }
}

/** A number may go on; `NaN` and `Infinity` are not JSON. */
const allowed = Allow.ALL & ~(Allow.NUM | Allow.INF | Allow.NAN)

/** All but a number: partial-json always accepts one at the top level. */
const startsJson = /^[ \t\n\r]*["[{tfn]/

/** partial-json recurses. It catches a stack overflow, and returns a wrong structure. */
const maxNesting = 500

/** A high surrogate at the end, or its escape, also with the beginning of the next escape. */
const halfCharacter =
  /(?:[\ud800-\udbff]|\\u[dD][89abAB][\da-fA-F]{2}(?:\\(?:u[\da-fA-F]{0,3})?)?)$/

/** partial-json trims the text, even inside a string. A backslash after the white space prevents it. */
const trimmable = /\s$/

/** The greatest number of arrays and objects that are open at once. */
function nesting(text: string): number {
  let depth = 0
  let deepest = 0
  let quoted = false
  for (let at = 0; at < text.length; at += 1) {
    const unit = text[at]
    if (quoted) {
      if (unit === '\\') at += 1
      else if (unit === '"') quoted = false
    } else if (unit === '"') quoted = true
    else if (unit === '{' || unit === '[') deepest = Math.max(deepest, ++depth)
    else if (unit === '}' || unit === ']') depth -= 1
  }
  return deepest
}

/** partial-json assigns to the key `__proto__`, which sets the prototype. Make it an own property. */
function restoreProto(value: unknown): void {
  if (typeof value !== 'object' || value === null) return
  const assigned = Object.getPrototypeOf(value)
  if (assigned !== Object.prototype && !Array.isArray(value)) {
    Object.setPrototypeOf(value, Object.prototype)
    if (!Object.hasOwn(value, '__proto__')) {
      const property = { value: assigned, enumerable: true, writable: true, configurable: true }
      Object.defineProperty(value, '__proto__', property)
    }
  }
  for (const inner of Object.values(value)) restoreProto(inner)
}
