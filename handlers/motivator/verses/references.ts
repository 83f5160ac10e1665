import { withColons } from './korean-style.ts'
import { mayHaveReference, meant } from './plausible.ts'
import { verseIds } from './verses.ts'

/** `written` is the reference as the message has it; without an `id` the selection does not have it. */
export type AskedReference = { written: string; id?: string }

/**
 * The references of a message in the order of the text, in English or Korean:
 * `Phil 4:13`, `Psalm 23`, `빌립보서 4장 6절`. The parser is loaded only if
 * the message has numbers like theirs.
 *
 * A reference is in the selection if a verse or range there is the same, contains
 * it, or is contained in it: `Philippians 4:7` is answered by 4:6–7, and
 * `Psalm 23` by its first selected verse. One that only overlaps is not.
 *
 * @returns at most ten
 */
export const askedReferences = async (message: string): Promise<AskedReference[]> => {
  const text = message.normalize('NFC')
  const languages = (['en', 'ko'] as const).filter((language) =>
    mayHaveReference[language].test(text),
  )
  if (languages.length === 0) return []
  const { parseReferences } = await import('./parsers.ts')
  const parsed = languages.flatMap((language) => {
    const passages = parseReferences[language](language === 'ko' ? withColons(text) : text)
    return meant(text, passages)
  })
  // The Korean parser knows the English names too.
  const unique = new Map(parsed.map((passage) => [passage.indices[1], passage]))
  return [...unique.values()]
    .sort((a, b) => a.indices[1] - b.indices[1])
    .slice(0, maxReferences)
    .map(({ osis, indices }) => {
      const written = text.slice(...indices)
      const id = selected(osis)
      return id ? { written, id } : { written }
    })
}

const maxReferences = 10

function selected(osis: string): string | undefined {
  const asked = rangeOf(osis)
  const ranges = verseIds.map((id) => ({ id, range: rangeOf(id) }))
  return (
    ranges.find(({ range }) => contains(range, asked) && contains(asked, range)) ??
    ranges.find(({ range }) => contains(range, asked)) ??
    ranges.find(({ range }) => contains(asked, range))
  )?.id
}

type Range = { book: string; from: number; to: number }

const contains = (outer: Range, inner: Range): boolean =>
  outer.book === inner.book && outer.from <= inner.from && inner.to <= outer.to

/** No chapter has 1,000 verses. */
const verse = 1000

function rangeOf(osis: string): Range {
  const [first = '', last = first] = osis.split('-')
  const [book = '', chapter, from = 0] = first.split('.')
  const ends = last.split('.')
  // The ids of the selection leave out what is the same: Phil.4.6-7.
  const [lastChapter, to = verse - 1] = ends.length > 1 ? ends.slice(1) : [chapter, last]
  return {
    book,
    from: Number(chapter) * verse + Number(from),
    to: Number(lastChapter) * verse + Number(to),
  }
}
