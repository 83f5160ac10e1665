import type { Locale } from '../locale.ts'
import { askedReferences } from './references.ts'

const notes: Record<Locale, (references: string) => string> = {
  en: (references) => `Not in our selection of verses: ${references}.`,
  ko: (references) => `저희가 고른 구절에 없습니다: ${references}.`,
}

/**
 * The verse that a message asks for by its reference, the first one that the selection has, and a
 * note about those that it does not have.
 */
export const askedVerse = async (
  message: string,
  locale: Locale,
): Promise<{ verseId?: string; note?: string }> => {
  const asked = await askedReferences(message)
  const verseId = asked.find(({ id }) => id !== undefined)?.id
  const missing = asked.filter(({ id }) => id === undefined).map(({ written }) => written)
  return {
    ...(verseId !== undefined && { verseId }),
    ...(missing.length > 0 && { note: notes[locale](missing.join(', ')) }),
  }
}
