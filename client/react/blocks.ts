import { isInsidePair } from './surrogates.ts'

/** A part of a Markdown text that can be rendered by itself. */
export type Block = {
  /** Its position in the text. */
  start: number
  source: string
  /** The content of a fenced code block; everything else is prose, lists and quotes. */
  code?: { language: string; text: string }
  /** Whether the fence of its code is not closed. */
  open?: boolean
}

/** A fence within a list, or an indented one, is part of the block around it; a long one is not. */
type Fence = { indent: string; info: string; closing: RegExp; nested: boolean }

/** Prose is cut here, since the last block is parsed again with each frame. */
const longestProse = 2_000
/** Indented lines are cut here, although they lose their connection to the lines above. */
const longestBlock = 3_000

const opening = /^([ \t]*)(`{3,}|~{3,})([^`\n]*)\n?$/
const listMarker = /^ {0,3}(?:[-*+]|\d{1,9}[.)])(?=\s)/

/**
 * Splits a text at its blank lines, but not within a code fence or a list, nor before an indented
 * line. A fence that is not indented, or that is long, is a block of its own.
 *
 * @param from the start of a block
 */
export const splitBlocks = (text: string, from = 0): Block[] => {
  const blocks: Block[] = []
  let start = from
  let fence: Fence | undefined
  let afterBlank = false

  const close = (end: number) => {
    const source = text.slice(start, end)
    if (source.trim() !== '') blocks.push({ start, source, ...codeIn(source, fence) })
    start = end
    afterBlank = false
  }
  const continues = (line: string) =>
    /^[ \t]/.test(line) || (listMarker.test(line) && listMarker.test(text.slice(start, start + 16)))

  for (let at = from, end = at; at < text.length; at = end) {
    end = lineEnd(text, at)
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
    const opened = fenceOf(line)
    if (opened?.nested && isLong(text, at, opened.closing)) opened.nested = false
    const tooLong = end - start > (/^[ \t]/.test(line) ? longestBlock : longestProse)
    if (opened?.nested === false || (afterBlank && !continues(line)) || tooLong) close(at)
    afterBlank = false
    fence = opened
    while (!fence && end - Math.max(start, at) > longestProse) {
      close(breakBefore(text, Math.max(start, at) + longestProse))
    }
  }
  close(text.length)
  return blocks
}

/**
 * The blocks of a text that has grown. Only the last line of a text can still change where the last
 * block begins, so all blocks but two stay the same.
 */
export const growBlocks = (blocks: readonly Block[], text: string): readonly Block[] => {
  const kept = blocks.slice(0, -2)
  const first = blocks[kept.length]
  return first && text.startsWith(first.source, first.start)
    ? [...kept, ...splitBlocks(text, first.start)]
    : splitBlocks(text)
}

/** The position after the line that begins at `at`. */
function lineEnd(text: string, at: number): number {
  const newline = text.indexOf('\n', at)
  return newline < 0 ? text.length : newline + 1
}

/** The fence that a line opens. */
function fenceOf(line: string): Fence | undefined {
  const [, indent = '', ticks = '', info = ''] = opening.exec(line) ?? []
  if (!ticks) return undefined
  // At least as many of the same ticks, and nothing else.
  const closing = new RegExp(`^[ \\t]*${ticks[0]}{${ticks.length},}\\s*$`)
  return { indent, info, closing, nested: indent !== '' }
}

/** Whether a fence that begins at `from` is too long to be parsed again with each frame. */
function isLong(text: string, from: number, closing: RegExp): boolean {
  const limit = from + longestProse
  if (text.length <= limit) return false
  for (let at = lineEnd(text, from); at < limit; at = lineEnd(text, at)) {
    if (closing.test(text.slice(at, lineEnd(text, at)))) return false
  }
  return true
}

/** The position after the last space before `limit`; or `limit`, but not inside a surrogate pair. */
function breakBefore(text: string, limit: number): number {
  const space = text.lastIndexOf(' ', limit - 1) + 1
  if (space > limit - longestProse / 2) return space
  return isInsidePair(text, limit) ? limit - 1 : limit
}

/** The code of a block that is a fence, without the indentation of the fence. */
function codeIn(source: string, fence: Fence | undefined): Pick<Block, 'code' | 'open'> {
  if (!fence || fence.nested) return {}
  const { indent, info, closing } = fence
  const lines = source.split(/\r?\n/).slice(1)
  const last = lines.at(-1) === '' ? -2 : -1
  const closed = closing.test(lines.at(last) ?? '')
  const indentation = new RegExp(`^[ \\t]{0,${indent.length}}`)
  const text = (closed ? lines.slice(0, last) : lines)
    .map((line) => line.replace(indentation, ''))
    .join('\n')
  const code = { language: info.trim().split(/\s/)[0] ?? '', text }
  return closed ? { code } : { code, open: true }
}
