import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Block, growBlocks, splitBlocks } from './blocks.ts'

const sources = (text: string) => splitBlocks(text).map(({ source }) => source.trimEnd())

describe('splitBlocks', () => {
  it.each<[string, string, string[]]>([
    ['blank lines', 'One\ntwo\n\n\nthree', ['One\ntwo', 'three']],
    ['no blank line within a fence', '```\na\n\nb\n```\nc', ['```\na\n\nb\n```', 'c']],
    ['a fence after a line of prose', 'Try:\n```py\nx\n```', ['Try:', '```py\nx\n```']],
    ['a fence within a fence', '````\n```\n````\nx', ['````\n```\n````', 'x']],
    ['a fence that never closes', 'a\n\n~~~\nb\n\nc', ['a', '~~~\nb\n\nc']],
    ['a list as one', '- a\n\n- b\n\nc', ['- a\n\n- b', 'c']],
    ['what is indented with what is above', '1. a\n\n   b\n\n2. c', ['1. a\n\n   b\n\n2. c']],
    [
      'a fence in a list with the list',
      '- a\n\n  ```\n  b\n\n  ```\n',
      ['- a\n\n  ```\n  b\n\n  ```'],
    ],
    ['Windows line ends', 'a\r\n\r\n```\r\nb\r\n```\r\nc', ['a', '```\r\nb\r\n```', 'c']],
    ['inline code that is no fence', '```not a fence```\nx', ['```not a fence```\nx']],
    ['nothing', ' \n\n', []],
  ])('splits at %s', (_, text, expected) => {
    expect(sources(text)).toEqual(expected)
  })

  it.each<[string, Block['code']]>([
    ['```python\na\n\nb\n```\n', { language: 'python', text: 'a\n\nb' }],
    ['```js title="x"\na', { language: 'js', text: 'a' }],
    ['```', { language: '', text: '' }],
    ['~~~\n```\n~~~', { language: '', text: '```' }],
  ])('reads the code of %j', (text, code) => {
    expect(splitBlocks(text)[0]?.code).toEqual(code)
  })

  it('cuts a paragraph without end at a space', () => {
    const text = 'word '.repeat(5_000)
    const blocks = splitBlocks(text)
    expect(Math.max(...blocks.map(({ source }) => source.length))).toBeLessThanOrEqual(2_000)
    expect(blocks.every(({ source }) => source.endsWith('word '))).toBe(true)
  })
})

describe('a block that grows too long', () => {
  it('is cut between the items of a list, not within one', () => {
    const item = `- ${'word '.repeat(30)}\n\n    and more of it\n`
    const blocks = splitBlocks(item.repeat(100))
    expect(blocks.length).toBeGreaterThan(5)
    expect(blocks.every(({ source }) => source.startsWith('- '))).toBe(true)
  })
})

const markdown = fc
  .array(
    fc.constantFrom(
      ...['word ', '\n', '\n\n', '```', '`', '~~~', '- ', '1. ', '  ', '    ', '#', '\r\n', '😀'],
      'x'.repeat(3_000),
    ),
    { maxLength: 60 },
  )
  .map((parts) => parts.join(''))

describe('growBlocks', () => {
  it('comes to the same blocks, however the text is cut', () => {
    fc.assert(
      fc.property(markdown, fc.array(fc.nat(200), { maxLength: 40 }), (text, cuts) => {
        let blocks: readonly Block[] = []
        for (const end of [...cuts.sort((a, b) => a - b), text.length]) {
          blocks = growBlocks(blocks, text.slice(0, end))
        }
        expect(blocks).toEqual(splitBlocks(text))
      }),
      { numRuns: 2_000 },
    )
  })

  it('loses nothing but blank lines, and keeps the order', () => {
    fc.assert(
      fc.property(markdown, (text) => {
        const blocks = splitBlocks(text)
        expect(
          blocks
            .map(({ source }) => source)
            .join('')
            .replace(/\s/g, ''),
        ).toBe(text.replace(/\s/g, ''))
        for (const { start, source } of blocks) expect(text.startsWith(source, start)).toBe(true)
      }),
    )
  })

  it('keeps all but the last two as they are', () => {
    const before = splitBlocks('a\n\nb\n\nc\n\nd')
    const after = growBlocks(before, 'a\n\nb\n\nc\n\nd e')
    expect(after[0]).toBe(before[0])
    expect(after[1]).toBe(before[1])
    expect(after.at(-1)?.source).toBe('d e')
  })

  it('begins anew with another text', () => {
    expect(growBlocks(splitBlocks('a\n\nb'), 'x\n\ny')).toEqual(splitBlocks('x\n\ny'))
  })
})
