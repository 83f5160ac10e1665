/** A part of a Markdown text that can be drawn by itself. */
export type Block = {
  /** Where it begins in the text. */
  start: number
  source: string
  /** What a fenced block holds; all else is prose, lists and quotes. */
  code?: { language: string; text: string }
}

/** Prose is cut here, since the last block is parsed again with each frame. */
const longestProse = 2_000
/** And here even where what is indented would lose what it belongs to. */
const longestBlock = 4 * longestProse

const opening = /^([ \t]*)(`{3,}|~{3,})([^`\n]*)\n?$/
const listMarker = /^ {0,3}(?:[-*+]|\d{1,9}[.)])(?=\s)/

/**
 * Splits a text at its blank lines, but not within a code fence or a list, nor
 * before what is indented. A fence that is not indented is a block of its own.
 *
 * @param from where a block begins
 */
export const splitBlocks = (text: string, from = 0): Block[] => {
  const blocks: Block[] = []
  let start = from
  let fence: { closing: RegExp; nested: boolean } | undefined
  let afterBlank = false

  const close = (end: number) => {
    if (end > start) blocks.push(block(start, text.slice(start, end)))
    start = end
    afterBlank = false
  }
  const continues = (line: string) =>
    /^[ \t]/.test(line) || (listMarker.test(line) && listMarker.test(text.slice(start, start + 16)))

  for (let at = from, end = at; at < text.length; at = end) {
    const newline = text.indexOf('\n', at)
    end = newline < 0 ? text.length : newline + 1
    const line = text.slice(at, end)

    if (fence) {
      if (!fence.closing.test(line)) continue
      if (!fence.nested) close(end)
      fence = undefined
      continue
    }
    if (line.trim() === '') {
      if (start === at) start = end
      else afterBlank = true
      continue
    }
    const [, indent, ticks = ''] = opening.exec(line) ?? []
    const tooLong = end - start > (/^[ \t]/.test(line) ? longestBlock : longestProse)
    if (indent === '' || (afterBlank && !continues(line)) || tooLong) close(at)
    afterBlank = false
    if (ticks) {
      fence = { closing: closingOf(ticks), nested: indent !== '' }
    }
    while (!ticks && end - Math.max(start, at) > longestProse) {
      close(breakBefore(text, Math.max(start, at) + longestProse))
    }
  }
  close(text.length)
  return blocks.filter(({ source }) => source.trim() !== '')
}

/**
 * The blocks of a text that has grown since. Only the last line of a text can
 * still change where the last block begins, so all but two blocks stay.
 */
export const growBlocks = (blocks: readonly Block[], text: string): readonly Block[] => {
  const kept = blocks.slice(0, -2)
  const first = blocks[kept.length]
  return first && text.startsWith(first.source, first.start)
    ? [...kept, ...splitBlocks(text, first.start)]
    : splitBlocks(text)
}

/** The line that ends a fence: at least as many of the same ticks, and nothing else. */
function closingOf(ticks: string): RegExp {
  return new RegExp(`^[ \\t]*${ticks[0]}{${ticks.length},}\\s*$`)
}

/** The place after the last space before `limit`, or the limit, but not inside a surrogate pair. */
function breakBefore(text: string, limit: number): number {
  const space = text.lastIndexOf(' ', limit - 1) + 1
  if (space > limit - longestProse / 2) return space
  return /[\uDC00-\uDFFF]/.test(text.charAt(limit)) ? limit - 1 : limit
}

function block(start: number, source: string): Block {
  const [first = '', ...rest] = source.split('\n')
  const [, indent, ticks = '', info = ''] = opening.exec(first) ?? []
  if (indent !== '') return { start, source }
  const closing = closingOf(ticks)
  const closed = rest.findIndex((line) => closing.test(line))
  const text = (closed < 0 ? rest : rest.slice(0, closed)).join('\n')
  return { start, source, code: { language: info.trim().split(/\s/)[0] ?? '', text } }
}
