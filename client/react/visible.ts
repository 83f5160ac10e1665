/**
 * Control characters other than tabs and line ends, and characters without a shape: those that change
 * the direction of a text, and letters that look like a space or like nothing.
 */
const unseen =
  /(?![\t\n])[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}\u00AD\u115F\u1160\u180E\u200B\u2060-\u2064\u3164\uFEFF\uFFA0]/gu

/**
 * The text with every character that cannot be seen replaced by its number, and with line feeds as
 * line ends. What is read is then what runs once it has been copied.
 *
 * @see https://trojansource.codes
 *
 * @example
 * visible('if admin\u202e:') // 'if admin[U+202E]:'
 */
export const visible = (text: string): string =>
  text.replace(/\r\n?/g, '\n').replace(unseen, (character) => `[U+${codeOf(character)}]`)

function codeOf(character: string): string {
  return character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')
}
