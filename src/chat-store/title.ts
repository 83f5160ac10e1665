const maxLength = 60

/** A title is made of the first characters of a question. */
const looksAt = 1_000

/**
 * The title of a chat, from its first question: one line, without control characters and
 * bidirectional controls, cut at a word.
 */
export const titleOf = (question: string): string => {
  const line = lineOf(question.trimStart().slice(0, looksAt))
  return line.length <= maxLength ? line || 'New chat' : `${cut(line)}…`
}

/** The text as one line, without control characters and bidirectional controls. */
export const lineOf = (text: string): string =>
  text
    .toWellFormed()
    .replaceAll(/\p{Bidi_Control}/gu, '')
    .replaceAll(/[\s\p{Cc}]+/gu, ' ')
    .trim()

/** Cuts at a word, also in languages without spaces; a word that is too long is cut at a character. */
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
