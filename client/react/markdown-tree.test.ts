import { describe, expect, it } from 'vitest'
import { markdownTree } from './markdown-tree.tsx'

describe('markdownTree', () => {
  it('parses a text once, for the page and for its announcement', () => {
    expect(markdownTree('a **b**')).toBe(markdownTree('a **b**'))
  })

  it('keeps a limited number of trees', () => {
    const first = markdownTree('first')
    for (let each = 0; each < 100; each += 1) markdownTree(`text ${each}`)
    expect(markdownTree('first')).not.toBe(first)
  })
})
