/** Number of words in each chunk, in rotation; models send chunks of uneven size. */
const rhythm = [1, 3, 2, 4, 3, 2] as const

/** Code points per chunk for a word without spaces (a long name, Chinese prose). */
const longestWord = 24

/**
 * Splits a text into a model's chunks: a few words each, with their leading space. The same text is
 * always split the same way; joined, the pieces are the text. Code points are never split.
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
