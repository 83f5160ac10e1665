/** Words in each chunk, in turn; models send chunks of uneven size. */
const rhythm = [1, 3, 2, 4, 3, 2] as const

/** Code points of a word without spaces (a long name, Chinese prose) that go into one chunk. */
const longestWord = 24

/**
 * Cuts a text into the chunks of a model: a few words each, their space in front. The same text is
 * always cut the same way; joined, the pieces are the text. No cut is inside a code point.
 */
export function pieces(text: string): string[] {
  const words = text.match(/\s*\S+|\s+$/gu)?.flatMap(shorten) ?? []
  const chunks: string[] = []
  while (words.length > 0) {
    const count = rhythm[chunks.length % rhythm.length]
    chunks.push(words.splice(0, count).join(''))
  }
  return chunks
}

function shorten(word: string): string[] {
  const points = Array.from(word)
  const parts = Math.ceil(points.length / longestWord)
  return Array.from({ length: parts }, (_, part) =>
    points.slice(part * longestWord, (part + 1) * longestWord).join(''),
  )
}
