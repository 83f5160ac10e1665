const codeSigns = new Set('=[]{}<>;_*+|&^%\\()`/#@$~-"\'')

/** A letter of a word, or a sign that prose has and code hardly. */
export const isPlain = (char: string): boolean => !codeSigns.has(char)

const plainCodes = Array.from({ length: 128 }, (_, code) => {
  const char = String.fromCharCode(code)
  return char !== '\n' && isPlain(char)
})

/** The same of a UTF-16 unit; a line's end is none. */
export const isPlainCode = (code: number): boolean => plainCodes[code] ?? true

/** “Well, …”: no code has a comma after its first word, which is written like a sentence's. */
const greeting = /^\p{Lu}\p{Ll}+, /u

/** Words that begin a line of code as well as a sentence. */
const beginnings =
  /^(?:for|while|if|elif|else|return|def|import|from|using|not|public|private|protected|static|const|final|let|var|func|function|class|switch|case|new|try|catch|throw|int|print)\b/i

const ofProse =
  /\b(?:the|an|you|your|each|every|this|that|which|what|how|why|does|of|to|we|it|its|they|are|was|can|should|will|would|then|there|about|because|but|let's|it's|i'm)\s/i

/** Code signs that stand in prose too, when only these are there. */
const code = /[=[\]{}<>;\\`|+*^%&$@~]|\w\(|\w_\w|\.\w+\(|\w\.\w/

/**
 * Whether the beginning of a line, without marks, is prose already: it ends after a word.
 * `undefined` as long as it may still be code.
 */
export const isProseSoFar = (start: string): boolean => {
  if (code.test(start)) return false
  if (/[가-힣]/.test(start) || greeting.test(start)) return true
  const words = start.split(/\s+/).filter((word) => word !== '').length
  if (ofProse.test(start) && words >= 2) return true
  return words >= (beginnings.test(start) ? 7 : 3)
}

/** Whether four words without any sign of code end this text, one of them a word that code does not have. */
export const endsInProse = (text: string): boolean => {
  const [last = ''] = fourWords.exec(text) ?? []
  return last !== '' && ofProse.test(`${last} `)
}

const fourWords = /(?:\s[\p{L}']+[,.]?){4}$/u
