/** A position in a list: the parts of a key, in the list's order. */
export type Place = readonly string[]

/**
 * Encodes a position as base64url JSON. A cursor is neither secret nor signed: the request
 * determines whose list is read, and the cursor only selects a position in it.
 *
 * @param list the names that identify the list: user, chat
 */
export const makeCursor = (list: readonly string[], place: Place): string =>
  Buffer.from(JSON.stringify({ list, place })).toString('base64url')

/** The cursor's position, with this many parts; `undefined` if it is not a cursor of this list. */
export const readCursor = (
  list: readonly string[],
  cursor: string,
  words: number,
): Place | undefined => {
  const place = placeIn(cursor)
  if (place.length !== words || !place.every(isWord)) return undefined
  return makeCursor(list, place) === cursor ? place : undefined
}

function placeIn(cursor: string): unknown[] {
  try {
    const { place } = JSON.parse(Buffer.from(cursor, 'base64url').toString())
    return Array.isArray(place) ? place : []
  } catch {
    return []
  }
}

/** Whether it has the form of an id or a time; DynamoDB accepts any of them as a key. */
function isWord(value: unknown): value is string {
  return typeof value === 'string' && /^[\w:.-]{1,100}$/.test(value)
}
