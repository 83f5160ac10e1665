import {
  closingOf,
  endsClosed,
  isInlineMaths,
  type Opening,
  openingOf,
} from './maths-delimiters.ts'
import type { SyntaxName } from './syntaxes.ts'

/** Marks, what hides marks, and everything else. */
const piece =
  /\\[([]|\\[\s\S]?|`+|\$+|<[^<>\s]*>|\]\([^()\n]*\)|!?\[[^[\]\n]*\]\([^()\n]*$|\*+|_+|~+|[^\\`$<[\]!*_~]+|[\s\S]/y

/** A mark that has been opened, and where its text begins. */
type Open = { mark: string; from: number }

/**
 * Closes the marks that are open at the end of a paragraph, and leaves out those without a text.
 * An asterisk after a Latin letter or a digit opens nothing: `2*3` and `2**3` are written in prose.
 */
export const closeInline = (paragraph: string, syntaxes: readonly SyntaxName[]): string => {
  let text = paragraph
  const opened: Open[] = []

  const end = (upTo: string) => {
    let shown = upTo.trimEnd()
    for (const { mark, from } of opened.toReversed()) {
      shown = shown.length <= from ? shown.slice(0, from - mark.length).trimEnd() : shown + mark
    }
    return shown
  }

  for (let at = 0; at < text.length; ) {
    piece.lastIndex = at
    const run = piece.exec(text)?.[0] ?? text.slice(at)
    const after = at + run.length
    const rest = text.slice(after)
    const [mark = ''] = run

    if (mark === '`') {
      const closed = new RegExp(`(?<!\`)${run}(?!\`)`).exec(rest)
      if (!closed) return end(text.slice(0, at) + enclose(run, rest.replace(/`+$/, ''), run))
      at = after + closed.index + run.length
    } else if (syntaxes.includes('maths') && openingOf(run)) {
      const next = readMaths(text, at)
      if (typeof next === 'string') return end(text.slice(0, at) + next)
      at = next
    } else if (/^!?\[.*\($|^!?\[.*\]\(/.test(run) && rest === '') {
      // A link whose address has not come is its text.
      text = text.slice(0, at) + run.replace(/^!?\[/, '').replace(/\]\([^()]*$/, '')
    } else if (mark === '*' || mark === '_' || (mark === '~' && syntaxes.includes('gfm'))) {
      if (rest === '') return end(text.slice(0, at))
      note(opened, run, { before: text.charAt(at - 1), after: rest.charAt(0), from: after })
      at = after
    } else if (/^\\$|^\$/.test(run) && rest === '') {
      return end(text.slice(0, at))
    } else {
      at = after
    }
  }
  return end(text.replace(/<(?:https?|mailto):[^\s<>]*$/i, '$&>'))
}

function enclose(opening: string, inner: string, closing: string): string {
  const shown = inner.trimEnd()
  return shown === '' ? '' : opening + shown + closing
}

/** Closes what a run of marks can close, or else opens it. */
function note(
  opened: Open[],
  run: string,
  { before, after, from }: { before: string; after: string; from: number },
): void {
  const [mark = ''] = run
  let left = run.length
  if (/\S/.test(before) && !(mark === '_' && /\w/.test(after))) {
    for (let last = opened.at(-1); last && left > 0; last = opened.at(-1)) {
      if (last.mark[0] !== mark || last.mark.length > left) break
      opened.pop()
      left -= last.mark.length
    }
  }
  if (left < run.length || /\s/.test(after) || /[\w)\]]/.test(before)) return
  if (mark === '~') {
    if (run.length === 2) opened.push({ mark: run, from })
  } else if (run.length <= 3) {
    if (run.length > 1) opened.push({ mark: mark.repeat(2), from: from - (run.length - 2) })
    if (run.length !== 2) opened.push({ mark, from })
  }
}

/** Where mathematics ends; or, if it has not ended, how it is drawn. */
function readMaths(text: string, at: number): number | string {
  const rest = text.slice(at)
  const opening = openingOf(rest) ?? '$'
  const closing = closingOf(opening)
  const inner = rest.slice(opening.length)
  let end = rest.indexOf(closing, opening.length)
  while (end >= 0 && !endsClosed(rest.slice(0, end + closing.length), opening)) {
    end = rest.indexOf(closing, end + 1)
  }
  const isText = at > 0 && /[\w$]/.test(text.charAt(at - 1))
  if (opening !== '$') return end < 0 ? closeMaths(opening, inner) : at + end + closing.length
  if (end >= 0) {
    const isMaths = !isText && isInlineMaths(rest.slice(1, end), rest.charAt(end + 1))
    return isMaths ? at + end + 1 : at + 1
  }
  if (inner === '') return ''
  const isMaths = !isText && /^\S.*(?:\\[A-Za-z]|[\^_])/.test(inner) && !inner.includes('\n')
  return isMaths ? closeMaths(opening, inner) : at + 1
}

/** Without the beginning of a command, which would show its backslash. */
function closeMaths(opening: Opening, inner: string): string {
  return enclose(opening, inner.replace(/(?:\\[A-Za-z]*|[\^_$])$/, ''), closingOf(opening))
}
