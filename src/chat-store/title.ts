const maxLength = 60

/** More of a question than a title can be made of. */
const looksAt = 1_000

/**
 * A chat's title, from its first question: on one line, without what a terminal or a page would take
 * for a command (control characters, changes of the direction of writing), and cut at a word.
 */
export const titleOf = (question: string): string => {
  const line = question
    .trimStart()
    .slice(0, looksAt)
    .toWellFormed()
    .replaceAll(/\p{Bidi_Control}/gu, '')
    .replaceAll(/[\s\p{Cc}]+/gu, ' ')
    .trim()
  return line.length <= maxLength ? line || 'New chat' : `${cut(line)}…`
}

/** By words as each language has them, for not all have spaces; a word that is too long, by characters. */
function cut(line: string): string {
  return upTo('word', line) || upTo('grapheme', line)
}

function upTo(granularity: 'word' | 'grapheme', line: string): string {
  let end = 0
  for (const { segment, index } of new Intl.Segmenter(undefined, { granularity }).segment(line)) {
    if (index + segment.length > maxLength) break
    end = index + segment.length
  }
  return line.slice(0, end).trimEnd()
}
