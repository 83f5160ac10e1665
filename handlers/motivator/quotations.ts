import { verseIds, verseOf } from './verses/verses.ts'

/** Double marks of all kinds, and the angle brackets of Korean. One that is never closed reaches to the end. */
const double = /["“”„‟«»‹›「」『』〈〉《》＂]|``|''/
const quoted = new RegExp(`(?:${double.source})(.*?)(?:${double.source}|$)`, 'gs')

/** Single marks; between Latin letters it is an apostrophe. */
const single =
  /(?<![A-Za-z0-9])['‘’‚‛`](?!')((?:[^'‘’‚‛`]|['’](?=[A-Za-z]))*)(?:['‘’‚‛`](?![A-Za-z])|$)/g

/** A Markdown quotation. */
const block = /^\s*>(.*)$/gm

/** `4:6`, `4장 6절`, `23편`: only we say where a text stands. A time of day looks the same. */
const reference = /\d\s*:\s*\d|\d\s*[장편절]/

/** Words that introduce a quotation, with or without marks. */
const attribution =
  /\b(?:bible|scriptures?|gospels?|psalms?|proverbs)\b|\b(?:god|the lord|jesus|christ|paul)\s+(?:also\s+|himself\s+|once\s+)?(?:says?|said|tells?|told|promise[sd]?|writes?|wrote)\b|성경|(?:하나님|예수님?|주님)(?:께서|[은는이가])?\s*(?:말씀|약속)/i

/**
 * Whether a message may be shown: it quotes nothing but what we know to be true, names no place in
 * the Bible, and does not say what the Bible says. The verse stands beside it, from our own text.
 *
 * @returns the fault in words for the model and the log, without the text
 */
export const messageFault = (message: string): string | undefined => {
  if (reference.test(message)) return 'message names a place in the Bible'
  if (attribution.test(message)) return 'message says what the Bible says'
  const quotations = [quoted, single, block].flatMap((marks) =>
    Array.from(message.matchAll(marks), ([, quotation = '']) => plain(quotation)),
  )
  const isTrue = (quotation: string) => texts().includes(quotation)
  return quotations.every((quotation) => quotation === '' || isTrue(quotation))
    ? undefined
    : 'message quotes'
}

let allTexts: string | undefined

/** Of both editions, a line each. */
function texts(): string {
  allTexts ??= verseIds
    .flatMap((id) =>
      (['en', 'ko'] as const).map((locale) => plain(verseOf(id, locale)?.text ?? '')),
    )
    .join('\n')
  return allTexts
}

/** Letter for letter but for space, and for marks at the end that belong to the sentence around it. */
function plain(text: string): string {
  return text
    .replaceAll(/\s+/g, ' ')
    .trim()
    .replace(/[.,!?…]+$/, '')
}
