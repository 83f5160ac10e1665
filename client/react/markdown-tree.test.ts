import { describe, expect, it } from 'vitest'
import { markdownTree } from './markdown-tree.tsx'

const prose = (markdown: string) => ({ markdown, syntaxes: [] })

describe('markdownTree', () => {
  it('parses a text once, for the page and for its announcement', () => {
    expect(markdownTree(prose('a **b**'))).toBe(markdownTree(prose('a **b**')))
  })

  it('keeps a limited number of trees', () => {
    const first = markdownTree(prose('first'))
    for (let each = 0; each < 100; each += 1) markdownTree(prose(`text ${each}`))
    expect(markdownTree(prose('first'))).not.toBe(first)
  })
})
