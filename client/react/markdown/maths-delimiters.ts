const closings = { '\\(': '\\)', '\\[': '\\]', $$: '$$', $: '$' } as const

/** What opens mathematics. */
export type Opening = keyof typeof closings

/** What opens mathematics at the beginning of a text. */
export const openingOf = (text: string): Opening | undefined =>
  /^(?:\$\$?|\\[([])/.exec(text)?.[0] as Opening | undefined

export const closingOf = (opening: Opening): string => closings[opening]

/** Whether a text that begins with `opening` ends with what closes it. */
export const endsClosed = (text: string, opening: Opening): boolean => {
  const closing = closings[opening]
  if (text.length <= opening.length + closing.length || !text.endsWith(closing)) return false
  // An escaped dollar sign does not close.
  return /(?:^|[^\\])(?:\\\\)*$/.test(text.slice(opening.length, -closing.length))
}

/** The text between the delimiters of one that is closed. */
export const innerOf = (text: string): string => {
  const { length = 0 } = openingOf(text) ?? ''
  return text.slice(length, -length)
}

/**
 * Whether the text between two dollar signs is mathematics, and not prices or shell variables: no
 * space inside of the signs, no letter or digit after them, and no words after a number.
 *
 * @param after what follows the closing sign
 */
export const isInlineMaths = (inner: string, after: string): boolean =>
  /^\S(?:.*\S)?$/.test(inner) &&
  !/^[\w{(]/.test(after) &&
  !(/^\d/.test(inner) && !inner.includes('\\') && /\s\p{L}{2,}|\p{Lo}/u.test(inner))
