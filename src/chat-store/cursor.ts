/** Where a list goes on: the words of a key, in the order of the list's own. */
export type Place = readonly string[]

/**
 * A place for the client to bring back, as base64url JSON. It is no secret and not signed: the
 * request says whose list is read, and a cursor chooses a place in that list alone.
 *
 * @param list the names that the list hangs on: user, chat
 */
export const makeCursor = (list: readonly string[], place: Place): string =>
  Buffer.from(JSON.stringify({ list, place })).toString('base64url')

/** The place of so many words that a cursor of this list names; `undefined` if it is none of it. */
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

/** As ids and times are: DynamoDB takes any of them for a key. */
function isWord(value: unknown): value is string {
  return typeof value === 'string' && /^[\w:.-]{1,100}$/.test(value)
}
