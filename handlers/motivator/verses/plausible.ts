import type { ParsedReference } from './parsers.ts'

/**
 * The passages that are meant as references: the parser takes `I am 3 of 4` for
 * Amos 3, and a time of day for a verse.
 *
 * The second of `Matthew 5:4, 9` depends on the first and begins where that does.
 */
export const meant = (text: string, passages: readonly ParsedReference[]): ParsedReference[] => {
  const found: ParsedReference[] = []
  let before: ParsedReference | undefined
  for (const passage of passages) {
    const [start, end] = passage.indices
    const written = text.slice(start, end)
    if (!hasLetter.test(written)) {
      if (before) found.push({ ...passage, indices: [before.indices[0], end] })
      continue
    }
    before = isReference(written, text.slice(end)) ? passage : undefined
    if (before) found.push(before)
  }
  return found
}

const hasLetter = /[a-z가-힣]/i

function isReference(written: string, after: string): boolean {
  if (!/[가-힣]/.test(written)) {
    return isEnglish.test(written) && !words.test(written)
  }
  if (koreanWords.test(written) && timeOfDay.test(after)) return false
  return isKorean.test(written)
}

/** English words that are also abbreviations of books. `Is. 5:30` and `Is 40:31` cannot be a time of day. */
const words = /^(is|am|so|he|re|la|act|song)\s*([01]?\d|2[0-4])(?!\d)/i

const verse = String.raw`\d\s*(:|\.\s*\d|,?\s*v(v|s|ss|erses?)?\.?\s*\d)`

/** Without a verse, the book is numbered or written in full, and is neither a name nor a common word. */
const book = String.raw`(genesis|exodus|leviticus|deuteronomy|psalms?|proverbs|ecclesiastes|isaiah|lamentations|ezekiel|romans|galatians|ephesians|philippians|colossians|hebrews|revelation|([123](st|nd|rd)?\s*|(i{1,3}|first|second|third)\s+)(sa?m|ki|kgs|ch|co|th|ti|p|j)[a-z]*)\s*\d`

const isKorean = /\d\s*[:：장]|편/
const isEnglish = new RegExp(`${verse}|chapter\\s*\\d|^${book}`, 'i')

/** What a message has if it has a reference, and few others have: a cheap test before the parser. */
export const mayHaveReference: Record<'en' | 'ko', RegExp> = {
  en: new RegExp(`[a-z]\\.?\\s*\\d*${verse}|chapter\\s*\\d|\\b${book}`, 'i'),
  ko: /[가-힣]\s*\d+\s*[:：장편]|편\s*\d/,
}
/** Abbreviations that are also words: `막 9:30에 도착했어` means "I have just arrived at 9:30". */
const koreanWords = /^[나막아약수전단]\s/
const timeOfDay = /^\s*(에|까지|부터|쯤|경|분)/
