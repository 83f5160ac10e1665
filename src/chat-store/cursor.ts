import { createHash } from 'node:crypto'

/** Where a list goes on: the words of a key, in the order of the list's own. */
export type Place = readonly string[]

/**
 * A place for the client to bring back. It holds no more than the place: which list it is in, the
 * request says anew, so that no cursor leads into another's. One of another list is known by its
 * check, and refused, for it would lead to any place in this one.
 *
 * @param list the names that the list hangs on: user, chat
 */
export const makeCursor = (list: readonly string[], place: Place): string => {
  const told = Buffer.from(place.join(' ')).toString('base64url')
  return `${told}.${checkOf(list, told)}`
}

/** The place of so many words that a cursor of this list names; `undefined` if it is none of it. */
export const readCursor = (
  list: readonly string[],
  cursor: string,
  words: number,
): Place | undefined => {
  const [told = '', check, ...rest] = cursor.split('.')
  const place = Buffer.from(told, 'base64url').toString().split(' ')
  const isOurs = check === checkOf(list, told) && rest.length === 0
  return isOurs && place.length === words && place.every(isWord) ? place : undefined
}

function checkOf(list: readonly string[], told: string): string {
  return createHash('sha256')
    .update(JSON.stringify([...list, told]))
    .digest('base64url')
}

/** As ids and times are: whoever knows how the check is made still brings no other key. */
function isWord(value: string): boolean {
  return /^[\w:.-]{1,100}$/.test(value)
}
