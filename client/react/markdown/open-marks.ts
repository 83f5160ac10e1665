import { closeInline } from './open-inline.ts'
import type { SyntaxName } from './syntaxes.ts'

/** What stands before the text of a line: of quotes, list items and headings. */
const beforeText =
  /^(?:[ \t]*(?:>|[-*+](?=[ \t])|\d{1,9}[.)](?=[ \t])|#{1,6}(?=[ \t])))*[ \t]*(?:\[[ xX]\] )?/

/** A line that may still become a heading, an item of a list, a rule, code, or a row of a table. */
const onlyMarks = /(?:^|\n)[ \t>]*(?:[-=*+_#|: \t]+|\d{1,9}[.)]?|`{1,2}|~{1,2}|\${1,2})[ \t]*$/

/** A checkbox that is not complete. */
const checkbox = /(?:^|\n)([ \t>]*(?:[-*+]|\d{1,9}[.)])[ \t]+)\[(?:[ xX]\]?[ \t]*)?$/

/** The rows of a table, or the beginning of one. */
const rows = /(?:^|\n)(?: {0,3}\|[^\n]*(?:\n|$))+$/

/** An address that links of other blocks name, or its beginning. */
const definition = /(?:^|\n) {0,3}\[[^\]\n]*(?:\](?::[^\n]*)?)?$/

/**
 * A text that still grows, as it will probably be read: marks that are open at its end are closed,
 * a line of marks alone waits for its text, and a table for its syntax. So no asterisk shows, and no line is a heading for
 * a moment. A text that does not grow any more is drawn as it stands.
 *
 * @example
 * closeMarks('Look **at', []) // 'Look **at**'
 */
export const closeMarks = (markdown: string, syntaxes: readonly SyntaxName[]): string => {
  if (isInFence(markdown)) return markdown
  const hasTables = syntaxes.includes('gfm')
  const table = hasTables ? tableOf(markdown) : undefined
  const text = (table?.head ?? (hasTables ? markdown : markdown.replace(rows, '')))
    .replace(checkbox, '')
    .replace(onlyMarks, '')
    .replace(definition, '')
    .trimEnd()
  const start = startOfLastText(text)
  const closed = text.slice(0, start) + closeInline(text.slice(start), syntaxes)
  return table && closed !== '' ? `${closed}\n${table.delimiters}` : closed
}

/** Whether the text ends within a code fence, of a list or a quote. */
function isInFence(markdown: string): boolean {
  let fence = ''
  for (const line of markdown.split('\n')) {
    const [marks = ''] = /^(?:`{3,}(?=[^`]*$)|~{3,})/.exec(line.replace(beforeText, '')) ?? []
    if (fence === '') fence = marks
    else if (marks.startsWith(fence)) fence = ''
  }
  return fence !== ''
}

/** A table whose second line has not come, which would make it one, and that line. */
function tableOf(markdown: string): { head: string; delimiters: string } | undefined {
  const [, head = '', row = ''] =
    /^((?:[\s\S]*\n)? {0,3}(\|[^\n]*[^|:\s-][^\n]*))(?:\n[ |:-]*)?$/.exec(markdown) ?? []
  if (row === '' || /\n {0,3}\|[^\n]*\n {0,3}\|[^\n]*$/.test(`\n${head}`)) return undefined
  const cells = row
    .trim()
    .replace(/^\||(?<!\\)\|$/g, '')
    .split(/(?<!\\)\|/)
  return { head, delimiters: `|${' --- |'.repeat(cells.length)}` }
}

/** Where the last paragraph, item, heading or cell begins. */
function startOfLastText(text: string): number {
  let start = text.length
  for (const line of text.split('\n').reverse()) {
    start -= line.length
    if (line.trim() === '') return Math.min(text.length, start + line.length + 1)
    const [before = ''] = beforeText.exec(line) ?? []
    if (before.trim() !== '') return start + before.length
    if (/^[ \t]*\|/.test(line)) return start + line.search(/(?<!\\)\|(?:\\.|[^\\|])*$/) + 1
    start -= 1
  }
  return 0
}
