import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Block, growBlocks, splitBlocks } from './blocks.ts'

const sources = (text: string) => splitBlocks(text).map(({ source }) => source.trimEnd())

describe('splitBlocks', () => {
  it.each<[string, string, string[]]>([
    ['blank lines', 'One\ntwo\n\n\nthree', ['One\ntwo', 'three']],
    ['blank lines, but not within a fence', '```\na\n\nb\n```\nc', ['```\na\n\nb\n```', 'c']],
    ['a fence after a line of prose', 'Try:\n```py\nx\n```', ['Try:', '```py\nx\n```']],
    ['a fence within a fence', '````\n```\n````\nx', ['````\n```\n````', 'x']],
    ['a fence that never closes', 'a\n\n~~~\nb\n\nc', ['a', '~~~\nb\n\nc']],
    ['the end of a list', '- a\n\n- b\n\nc', ['- a\n\n- b', 'c']],
    [
      'blank lines, but not before an indented line',
      '1. a\n\n   b\n\n2. c',
      ['1. a\n\n   b\n\n2. c'],
    ],
    [
      'a fence in a list with the list',
      '- a\n\n  ```\n  b\n\n  ```\n',
      ['- a\n\n  ```\n  b\n\n  ```'],
    ],
    ['Windows line ends', 'a\r\n\r\n```\r\nb\r\n```\r\nc', ['a', '```\r\nb\r\n```', 'c']],
    [
      'inline code, which is not a fence, as prose',
      '```not a fence```\nx',
      ['```not a fence```\nx'],
    ],
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

  it.each([
    ['that ends', '  ```\n  c'],
    ['that has not ended', ''],
  ])('has a long fence %s as a block of its own, without its indentation', (_, rest) => {
    const code = `${'x'.repeat(50)}\n  y\n`.repeat(60)
    const text = `- a\n\n  ~~~py title\n  ${code.replaceAll('\n', '\n  ')}\n${rest.replaceAll('`', '~')}`
    const [list, fence, after] = splitBlocks(text)
    expect(list?.source).toBe('- a\n\n')
    expect(fence?.code).toEqual({ language: 'py', text: expect.stringContaining(code) })
    expect(after?.source.trim()).toBe(rest ? 'c' : undefined)
  })
})

/** The characters of prose that are parsed while a text grows by `step`, at most and in total. */
const parsing = (text: string, step: number) => {
  let blocks: readonly Block[] = []
  let most = 0
  let total = 0
  for (let end = step; end < text.length + step; end += step) {
    const grown = growBlocks(blocks, text.slice(0, end))
    const known = new Map(blocks.map(({ start, source }) => [start, source]))
    const parsed = grown
      .filter(({ start, source, code }) => !code && known.get(start) !== source)
      .reduce((sum, { source }) => sum + source.length, 0)
    most = Math.max(most, parsed)
    total += parsed
    blocks = grown
  }
  return { most, perFrame: total / (text.length / step) }
}

describe('the prose that is parsed at each frame', () => {
  const line = `  ${'word '.repeat(12)}\n`

  it.each([
    ['a paragraph', 'word '.repeat(4_000)],
    ['lines', line.trimStart().repeat(300)],
    ['a list item', `- ${'word '.repeat(4_000)}`],
    ['a list item of many lines', `- a\n${line.repeat(300)}`],
    ['a list item of paragraphs', `- a\n${`\n${line}`.repeat(300)}`],
    ['a fence in a list item', `- a\n\n  \`\`\`\n${line.repeat(300)}`],
    ['an indented fence', `   ~~~\n${line.repeat(300)}`],
    ['a fence in a list that ends', `- a\n  ~~~\n${line.repeat(150)}  ~~~\n${line.repeat(150)}`],
    ['many fences in a list', `- a\n${`\n  ~~~\n${line.repeat(5)}  ~~~\n`.repeat(60)}`],
    ['the info string of an indented fence', `  ~~~ ${'word '.repeat(4_000)}`],
    ['a quote', line.replace('  ', '> ').repeat(300)],
    ['a fence in a quote', `> ~~~\n${line.replace('  ', '> ').repeat(300)}`],
  ])('is at most 5,200 characters: %s', (_, text) => {
    const { most, perFrame } = parsing(text, 100)
    expect(most).toBeLessThanOrEqual(5_200)
    expect(perFrame).toBeLessThanOrEqual(2_600)
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
  it('returns the same blocks, however the text is cut', () => {
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

  it('keeps the text and its order, without blank lines', () => {
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

  it('keeps all blocks except the last two', () => {
    const before = splitBlocks('a\n\nb\n\nc\n\nd')
    const after = growBlocks(before, 'a\n\nb\n\nc\n\nd e')
    expect(after[0]).toBe(before[0])
    expect(after[1]).toBe(before[1])
    expect(after.at(-1)?.source).toBe('d e')
  })

  it('starts over with another text', () => {
    expect(growBlocks(splitBlocks('a\n\nb'), 'x\n\ny')).toEqual(splitBlocks('x\n\ny'))
  })
})
