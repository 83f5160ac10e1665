import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { beforeAll, describe, expect, it } from 'vitest'
import { splitBlocks } from '../blocks.ts'
import { Markdown } from '../markdown.tsx'
import { plainText } from '../plain-text.ts'
import { chatbotTexts } from '../texts.ts'
import { definitionsIn } from './definitions.ts'
import { proseOf } from './drawing.ts'
import { isLoaded, loadSyntax, signsIn } from './syntaxes.ts'

const texts = chatbotTexts.en

const render = (text: string, growing = false) =>
  renderToStaticMarkup(createElement(Markdown, { text, texts, growing }))
    // What is only for translators.
    .replaceAll(/<span>(.*?)<\/span>| translate="no"/gs, '$1')

/** What is drawn, without tags. */
const shown = (text: string) =>
  render(text)
    .replace(/<\/?[a-z][^>]*>/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')

const spoken = (text: string) => {
  const blocks = splitBlocks(text)
  const definitions = definitionsIn(blocks, false)
  return blocks.map((block) => plainText(proseOf(block, definitions), texts)).join(' ')
}

describe('before a syntax is loaded', () => {
  it('a text with a sign of it is drawn as CommonMark', () => {
    expect(isLoaded('gfm')).toBe(false)
    expect(render('~~a~~ $n^2$')).toContain('~~a~~ $n^2$')
  })
})

describe('the signs of a syntax', () => {
  it.each([
    ['| a |', ['gfm']],
    ['~~a~~', ['gfm']],
    ['see https://example.com', ['gfm']],
    ['www.example.com', ['gfm']],
    ['a@example.com', ['gfm']],
    ['- [ ] a', ['gfm']],
    ['[a](https://example.com) <https://example.com>', []],
    ['[1]: https://example.com', []],
    ['$n$', ['maths']],
    ['\\(n\\)', ['maths']],
    ['**a** `b` *c*', []],
  ])('in %j are of %j', (text, names) => {
    expect(signsIn(text)).toEqual(names)
  })
})

describe('GFM', () => {
  beforeAll(() => loadSyntax('gfm'))

  it('has tables, in a named box', () => {
    const html = render('| A | B |\n|:--|--:|\n| **1** | `2` |')
    expect(html).toMatch(
      /<section[^>]* aria-label="Table: A, B" tabindex="0"><table dir="auto">.*<td[^>]*><strong>1/s,
    )
    expect(spoken('| A | B |\n|---|---|\n| 1 | 2 |')).toBe('A B 1 2')
  })

  it('has tasks, which nobody can change', () => {
    expect(render('- [x] a\n- [ ] b').match(/<input[^>]*>/g)).toEqual([
      '<input type="checkbox" disabled="" readOnly="" aria-label="Done" checked=""/>',
      '<input type="checkbox" disabled="" readOnly="" aria-label="To do"/>',
    ])
    expect(spoken('- [x] a\n- [ ] b')).toBe('Done: a To do: b')
  })

  it.each([
    ['~~a~~', '<del>a</del>'],
    ['~~(가)~~는', '<del>(가)</del>는'],
    ['about ~5 and ~6', 'about ~5 and ~6'],
  ])('strikes text: %s', (text, drawn) => {
    expect(render(text)).toContain(drawn)
  })

  it.each([
    ['https://example.com/a', 'https://example.com/a', ''],
    ['www.example.com', 'http://www.example.com/', ''],
    ['a@example.com', 'mailto:a@example.com', ''],
    ['https://example.com/a를', 'https://example.com/a', '를'],
    ['https://example.com에서', 'https://example.com/', '에서'],
    ['https://аррӏе.com/', 'https://xn--80ak6aa92e.com/', ''],
  ])('has bare URLs: %s', (text, href, rest) => {
    const [, found, after] = /<a href="([^"]*)"[^>]*>.*<\/a>(.*?)<\/p>/.exec(render(text)) ?? []
    expect([found, after]).toEqual([href, rest])
  })

  it('shows the host of a bare URL in letters of another script', () => {
    expect(render('https://аррӏе.com/')).toContain('<bdi dir="ltr">(xn--80ak6aa92e.com)</bdi>')
  })

  it('leaves a URL in brackets as long as it is', () => {
    expect(render('<https://example.com/a를> or a|b')).toContain(
      'href="https://example.com/a%EB%A5%BC"',
    )
  })

  it.each([
    'https://bank.example@evil.example/',
    'https://user:password@evil.example/',
    'javascript:alert(1) www',
    'xmpp:a@evil.example',
    'ftp://evil.example/ and a|b',
  ])('makes no link of %s', (text) => {
    expect(render(text).match(/<a href="(?!mailto:)[^"]*"/g)).toBeNull()
  })

  it('has no footnotes', () => {
    expect(render('a[^1] ~~b~~\n\n[^1]: c')).not.toMatch(/<sup|<section|Footnotes/)
  })
})

describe('mathematics', () => {
  beforeAll(() => loadSyntax('maths'))

  it.each([
    ['It is $O(n \\log n)$입니다.', 'It is O(n log n)입니다.'],
    ['a $n^2$, b', 'a n², b'],
    ['a $$n^2$$ b', 'a n² b'],
    ['a \\(n^2\\) b', 'a n² b'],
    ['a \\[n^2\\] b', 'a n² b'],
    ['$a*b*c$ and $a_b_c$', 'a*b*c and a_b_c'],
    ['$a < b$', 'a < b'],
    ['$$\na\n- b\n+ c\n= d\n$$\nafter', 'a\n- b\n+ c\n= dafter'],
    ['before\n$$\nn^2\n$$', 'beforen²'],
    ['\\[\nn^2\n\\]', 'n²'],
    ['$$n^2$$', 'n²'],
    ['> $$\n> a^2\n> b^2\n> $$', 'a²\nb²'],
    ['- a\n\n  $$\n  n^2\n  $$\n- b', 'an²b'],
    ['**$n$**은', 'n은'],
    ['$2n$ and $5$', '2n and 5'],
  ])('of %j is %j', (text, drawn) => {
    expect(shown(text).replace(/\s+/g, '')).toBe(drawn.replace(/\s+/g, ''))
  })

  it.each([
    '$5 and $6',
    '$5-$6 or $7/$8',
    'US$5 and US$6',
    '$5, not 6$',
    '$5에서 10$까지',
    '$HOME/$USER and $PATH:$HOME',
    '`$\u007Ba}` $\u007Bb} $\u007Bc}',
    'a $ b $ c',
    '$$ is the process',
    'the end $',
    'a $n\n\nb$',
  ])('leaves %j alone', (text) => {
    expect(shown(text).replace(/\s+/g, ' ')).toBe(
      text.replaceAll('`', '').replace(/\s+/g, ' ').replace('n b', 'nb'),
    )
  })

  it('keeps what is not closed, and a dollar sign that is escaped', () => {
    expect(shown('$$\nn^2 \\foo')).toBe('$$\nn^2 \\foo')
    expect(shown('\\$n^2$')).toBe('$n^2$')
    expect(shown('`$n^2$`')).toBe('$n^2$')
  })

  it('takes no longer for a thousand openings', () => {
    const text = '\\('.repeat(1_000)
    const began = performance.now()
    expect(shown(text)).toBe('('.repeat(1_000))
    expect(performance.now() - began).toBeLessThan(1_000)
  })

  it('is read aloud as it is shown', () => {
    expect(spoken('It is $O(n^2)$.')).toBe('It is O(n²).')
  })
})

describe('a link whose address stands in another block', () => {
  const address = '[1]: https://example.com/a "Title"\n[Big  O]: <https://example.com/b>\n'

  it.each([
    `[a][1] and [big o]\n\nMore.\n\n${address}`,
    `${address}\n[a][1]\n\n- [big o][]\n`,
    `> [a][1]\n\n${address}\n[b][BIG O]`,
    `[a][1] [big o]\n\n~~~\n[1]: https://code.example/\n~~~\n\n${address}\n[1]: https://second.example/`,
  ])('leads there: %j', (text) => {
    expect(render(text).match(/href="[^"]*"/g)).toEqual([
      'href="https://example.com/a"',
      'href="https://example.com/b"',
    ])
    expect(spoken(text)).not.toMatch(/[[\]]/)
  })

  it('obeys the same rules', () => {
    expect(render('[a][1]\n\n[1]: https://bank.example@evil.example/')).not.toContain('<a')
    expect(render('[a][1]\n\n[1]: javascript:alert(1)')).not.toContain('<a')
    expect(render('[bank.example][1]\n\n[1]: https://evil.example/')).toContain('(evil.example)')
  })

  it('waits until the address is complete', () => {
    expect(render('[a][1]\n\n[1]: https://example', true)).not.toContain('<a')
    expect(render('[a][1]\n\n[1]: https://example', false)).toContain('<a')
  })
})

describe('a text that grows', () => {
  it.each([
    ['Look **at', '<strong>at</strong>'],
    ['text\n-', '<p dir="auto">text'],
    ['', ''],
    ['-', '<p><span'],
    ['```js\nx', '<code>x<span'],
    ['- a\n\n  ```\n  x', '<code>x<span'],
    ['- a\n  - b', 'b<span'],
    ['| a | b |\n|---|---|\n| c', 'c<span'],
  ])('%j is drawn with a caret', (text, drawn) => {
    const html = render(text, true)
    expect(html).toContain(drawn)
    expect(html.match(/middy-chat-caret/g) ?? []).toHaveLength(text === '' ? 0 : 1)
    expect(render(text)).not.toContain('caret')
  })
})
