/** Names, numbers, texts in quotes, operators, and other signs. */
const token =
  /[\p{L}_$][\p{L}\p{N}_$]*|\d+(?:\.\d+)?|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[-+*/%<>=!&|^:?]{2,3}|[^\s]/gu

const word = /^[\p{L}_$]/u
const number = /^\d/
const text = /^["'].*["']$/s

/** Words that a language gives a meaning; they are not names, so renaming leaves them. */
const keywords = new Set(
  'and as auto bool boolean break case catch char class const continue def default del do double elif else except false False final finally float for foreach from func function go if import in int is lambda let long map make new nil None not null nullptr or pass private public raise range return static string String struct switch this throw true True try type var vector void while with yield append len max min print'.split(
    ' ',
  ),
)

/** The tokens of a piece of code, without spaces. */
export const tokensOf = (code: string): string[] => code.match(token) ?? []

/** The same with every name, number and text replaced, so that renaming changes nothing. */
export const shapeOf = (tokens: readonly string[]): string[] => tokens.map(shapeOfToken)

function shapeOfToken(each: string): string {
  if (text.test(each)) return 's'
  if (number.test(each)) return '0'
  return word.test(each) && !keywords.has(each) ? 'n' : each
}

/** Whether a token is a literal: a number, a text, or a constant of the language. */
export const isLiteral = (each: string): boolean =>
  number.test(each) || text.test(each) || constants.has(each)

const constants = new Set(['true', 'True', 'false', 'False', 'null', 'None', 'nil', 'undefined'])

/** Without the sign that ends a statement in one language, and not in the other. */
export const withoutEnd = (tokens: readonly string[]): readonly string[] =>
  /^[:;{]$/.test(tokens.at(-1) ?? '') && tokens.length > 1 ? tokens.slice(0, -1) : tokens
