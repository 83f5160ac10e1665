import type { Emotion } from '../emotions.ts'
import type { Locale } from '../locale.ts'
import bsb from './bsb.json' with { type: 'json' }
import krv from './krv.json' with { type: 'json' }
import { ownVerses, selection, type VerseId } from './selection.ts'

/** `reference` is in the language of the text: "Philippians 4:6–7", "빌립보서 4:6-7". */
export type BibleVerse = { reference: string; text: string; edition: string }

type Edition = {
  edition: string
  books: Record<string, string>
  texts: Record<string, string>
}

const editions: Record<Locale, Edition> = { en: bsb, ko: krv }
/** Of a range of verses: an en dash in English, a hyphen in Korean. */
const dashes: Record<Locale, string> = { en: '–', ko: '-' }

/** The OSIS ids of the selection in the order of the Bible: `Phil.4.6-7`, `Phil.4.13`. */
export const verseIds: readonly string[] = Object.keys(selection)

/** @returns the verse in the edition of the language, or `undefined` if the selection has no such id */
export const verseOf = (id: string, locale: Locale): BibleVerse | undefined => {
  if (!Object.hasOwn(selection, id)) return undefined
  const { edition, books, texts } = editions[locale]
  const [book, chapter, verses] = id.split('.') as [string, string, string]
  return {
    reference: `${books[book]} ${chapter}:${verses.replace('-', dashes[locale])}`,
    text: texts[id] as string,
    edition,
  }
}

/** @returns the id of the verse for an emotion when nobody chooses another */
export const ownVerse = (emotion: Emotion): VerseId => ownVerses[emotion]

/** For a prompt: the id of each verse, its emotions and themes, a line each; not the texts, so that a model cannot quote them. */
export const verseList = (): string =>
  Object.entries(selection)
    .map(([id, { emotions, themes }]) => `${id}: ${emotions.join(', ')}; ${themes.join(', ')}`)
    .join('\n')
