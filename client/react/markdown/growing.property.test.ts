import fc from 'fast-check'
import { createElement, Fragment } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { beforeAll, describe, expect, it } from 'vitest'
import { markdownDocument } from '../../../test/support/markdown-documents.ts'
import { runs } from '../../../test/support/property-runs.ts'
import { type Block, growBlocks, splitBlocks } from '../blocks.ts'
import { growingTree, markdownTree } from '../markdown-tree.tsx'
import { type Drawing, drawBlocks } from './drawing.ts'
import { loadSyntax } from './syntaxes.ts'

beforeAll(async () => {
  await Promise.all([loadSyntax('gfm'), loadSyntax('maths')])
})

const atOnce = (text: string, growing = false) => drawBlocks(splitBlocks(text), growing)

/** Draws a text that comes in pieces, each time from what was drawn before. */
const grow = (
  text: string,
  ends: readonly number[],
  each: (drawings: readonly Drawing[], end: number) => void = () => {},
) => {
  let blocks: readonly Block[] = []
  let drawings: readonly Drawing[] = []
  for (const end of ends) {
    blocks = growBlocks(blocks, text.slice(0, end))
    drawings = drawBlocks(blocks, true, drawings)
    each(drawings, end)
  }
  return drawBlocks(blocks, false, drawings)
}

const everyEnd = (text: string) => Array.from({ length: text.length }, (_, index) => index + 1)

const html = (drawings: readonly Drawing[]) =>
  drawings.map((drawing) => {
    if (!('prose' in drawing)) return drawing.code.text
    const tree = (drawing.growing ? growingTree : markdownTree)(drawing.prose)
    return renderToStaticMarkup(createElement(Fragment, null, tree))
  })

describe('a document that is streamed', () => {
  it('is the one drawn at once when it ends', () => {
    fc.assert(
      fc.property(markdownDocument, fc.array(fc.nat(300), { maxLength: 6 }), (text, cuts) => {
        const ends = cuts.filter((end) => end < text.length).sort((a, b) => a - b)
        expect(grow(text, [...ends, text.length])).toEqual(atOnce(text))
      }),
      runs(2_000),
    )
  })

  // Each document has some two hundred beginnings, so the tests try few; `npm run soak` tries more.
  it('is at each beginning what is drawn of it at once, one character at a time', () => {
    fc.assert(
      fc.property(markdownDocument, (text) => {
        const end = grow(text, everyEnd(text), (drawings, end) => {
          expect(drawings).toEqual(atOnce(text.slice(0, end), true))
        })
        expect(end).toEqual(atOnce(text))
        expect(html(end)).toEqual(html(atOnce(text)))
      }),
      runs(300),
    )
  })

  it('has one caret while it grows, after its last block', () => {
    fc.assert(
      fc.property(markdownDocument, fc.nat(300), (text, end) => {
        const drawn = html(atOnce(text.slice(0, end), true))
        expect(drawn.filter((block) => block.includes('middy-chat-caret')).length).toBeLessThan(2)
        expect(drawn.slice(0, -1).join()).not.toContain('middy-chat-caret')
      }),
      runs(300),
    )
  })
})
