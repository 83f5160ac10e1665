import { tokensOf, withoutEnd } from './tokens.ts'

/** Code that the learner has already: their own, and the problem's. */
export type KnownCode = (tokens: readonly string[]) => boolean

/**
 * Tells whether a statement stands in one of these texts. They are read when the first statement
 * comes, since most answers have none.
 */
export const knownCode = (texts: readonly string[]): KnownCode => {
  let joined: string | undefined
  return (tokens) => {
    joined ??= ` ${texts.map((text) => tokensOf(text).join(' ')).join(' \n ')} `
    return joined.includes(` ${withoutEnd(tokens).join(' ')} `)
  }
}
