import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import { Markdown } from './markdown.tsx'
import { plainText } from './plain-text.ts'
import { chatbotTexts } from './texts.ts'

const render = (text: string) =>
  renderToStaticMarkup(createElement(Markdown, { text, texts: chatbotTexts.en }))
    // What is only for translators.
    .replaceAll(/<span>(.*?)<\/span>| translate="no"/gs, '$1')

describe('Markdown', () => {
  it('renders the Markdown of a tutor', () => {
    expect(render('Look at **this** `i`.\n\n1. a\n2. b\n\n```py\nx\n```')).toMatch(
      /<strong>this<\/strong>.*<code dir="ltr">i<\/code>.*<ol dir="auto">.*<figure[^>]*dir="ltr".*<code>x<\/code>/s,
    )
  })

  it.each([
    ['<script>alert(1)</script>', /<script/],
    ['a <b onclick="x">c</b>', /<b /],
    ['![a](https://example.com/b.png)', /<img|b\.png/],
    ['[a](javascript:alert(1))', /<a|javascript/],
    ['[a](data:text/html,b)', /<a|data:/],
    ['[a](//example.com)', /<a|example/],
    ['[a](/local/token)', /<a|token/],
    ['[a](https://bank.example@evil.example/)', /<a|evil/],
    ['[a](https://bank.example\\@evil.example/)', /<a|evil/],
    ['[b]: https://user:password@evil.example/\n[a][b]', /<a|evil/],
    ['<!-- a -->', /<!--/],
  ])('does not render %s', (text, forbidden) => {
    expect(render(text)).not.toMatch(forbidden)
  })
})

describe('emphasis beside Korean, Chinese or Japanese', () => {
  it.each([
    ['**해시 맵(hash map)**을 쓰세요.', '<strong>해시 맵(hash map)</strong>을'],
    ['**"해시 맵"**은 빠릅니다.', '<strong>&quot;해시 맵&quot;</strong>은'],
    ['**“해시 맵”**은 빠릅니다.', '<strong>“해시 맵”</strong>은'],
    ['**느립니다.**그래서', '<strong>느립니다.</strong>그래서'],
    ['**O(n²)**으로', '<strong>O(n²)</strong>으로'],
    ['**C++**은', '<strong>C++</strong>은'],
    ['이것은**(중요)**입니다', '이것은<strong>(중요)</strong>입니다'],
    ['*(힌트)*를', '<em>(힌트)</em>를'],
    ['***(둘 다)***입니다', '<em><strong>(둘 다)</strong></em>입니다'],
    ['**`nums`**를', '<strong><code dir="ltr">nums</code></strong>를'],
    ['*`*args`*를', '<em><code dir="ltr">*args</code></em>를'],
    ['**[문서](https://example.com/)**를', /<strong><a [^>]*>문서<\/a><\/strong>를/],
    [
      '- **(가)**나\n\n> **"다"**라',
      /<li><strong>\(가\)<\/strong>나.*<strong>&quot;다&quot;<\/strong>라/s,
    ],
    ['使用**“哈希表”**可以', '使用<strong>“哈希表”</strong>可以'],
    ['**ハッシュ（hash）**を使う', '<strong>ハッシュ（hash）</strong>を'],
    ['**(가)**나'.normalize('NFD'), '<strong>(가)</strong>나'.normalize('NFD')],
  ])('shows no asterisks: %s', (text, shown) => {
    expect(render(text)).toMatch(shown)
    expect(plainText({ markdown: text, syntaxes: [] }, chatbotTexts.ko)).not.toMatch(/\*(?!args)/)
  })

  it.each(['2 * 3 * 4는 24', '**kwargs는', '가\\*\\*(나)\\*\\*다'])(
    'leaves other asterisks alone: %s',
    (text) => {
      expect(render(text)).not.toMatch(/<(?:em|strong)>/)
    },
  )
})

describe('a text that nests too deep', () => {
  it.each(['> ', '>', '- ', '> 1. '])('is rendered as it stands: %j', (marker) => {
    const text = `${marker.repeat(300)}end`
    expect(render(text)).toBe(
      `<div class="middy-chat-part"><p dir="auto">${text.replaceAll('>', '&gt;')}</p></div>`,
    )
    expect(plainText({ markdown: text, syntaxes: [] }, chatbotTexts.en)).toBe(text)
  })

  it('may have ten levels', () => {
    expect(render(`${'> - '.repeat(5)}end`).match(/<(?:blockquote|ul)[ >]/g)).toHaveLength(10)
  })
})

describe('a link', () => {
  it.each(['https://example.com/a', 'http://example.com/', 'mailto:a@example.com'])(
    'to %s opens in a new tab and sends no referrer',
    (url) => {
      expect(render(`[a](${url})`)).toContain(
        `<a href="${url}" rel="noopener noreferrer nofollow" target="_blank">a</a>`,
      )
    },
  )

  it.each([
    ['[bank.example](https://evil.example/)'],
    ['[**bank**.example](https://evil.example/)'],
    ['[`bank.example`](https://evil.example/)'],
    ['[![bank.example](https://bank.example/logo.png)](https://evil.example/)'],
    ['[a]: https://evil.example/\n[bank.example][a]'],
  ])('shows its host when its text names another: %s', (text) => {
    expect(render(text)).toMatch(/<bdi dir="ltr">\(evil\.example\)<\/bdi><\/a>/)
  })

  it('does not show its host when its text names it, or no host', () => {
    expect(render('[a](https://example.com/) <https://example.com/b.html>')).not.toContain('bdi')
  })

  it('shows bidi controls in its text', () => {
    expect(render('[**a** \u202emoc.knab](https://evil.example/)')).toContain(
      '>a [U+202E]moc.knab <bdi dir="ltr">(evil.example)</bdi></a>',
    )
  })
})

describe('code', () => {
  it.each([
    ['in a line', '`a\u202eb`'],
    ['in a block', '```\na\u202eb\n```'],
    ['in a list', '- x\n\n  ```\n  a\u202eb\n  ```'],
    ['by indentation', '    a\u202eb'],
  ])('%s shows bidi controls', (_, text) => {
    expect(render(text)).toMatch(/<code[^>]*>a\[U\+202E\]b\n?<\/code>/)
  })

  it('shows bidi controls in its language', () => {
    expect(render('```py\u202e\nx\n```')).toContain('py[U+202E]<')
  })
})
