import { createElement } from 'react'
import { renderToStaticMarkup, renderToString } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import { createTutorClient } from '../tutor/tutor-client.ts'
import { Chatbot } from './Chatbot.tsx'
import { Markdown } from './markdown.tsx'
import { chatbotTexts } from './texts.ts'

const client = createTutorClient({ endpoint: '/chatbot', getToken: async () => 'token' })

const render = (text: string) =>
  renderToStaticMarkup(createElement(Markdown, { text, texts: chatbotTexts.en }))

describe('Chatbot', () => {
  it.each([
    ['en', 'Where should I start?'],
    ['ko', '어디서부터 시작하면 좋을까요?'],
  ] as const)('is rendered on a server, in %s', (locale, suggestion) => {
    const page = { client, problemDetails: {}, userCode: '', locale }
    const html = renderToString(createElement(Chatbot, page))
    expect(html).toContain(suggestion)
    expect(html).toContain(`lang="${locale}"`)
  })

  it("says a host's words in place of its own", () => {
    const messages = { title: 'Coach' }
    const page = { client, problemDetails: {}, userCode: '', messages }
    expect(renderToString(createElement(Chatbot, page))).toContain('Coach')
  })
})

describe('Chatbot with a conversation from before', () => {
  const html = renderToString(
    createElement(Chatbot, {
      client,
      problemDetails: {},
      userCode: '',
      initialMessages: [
        { id: 1, role: 'user', content: 'Why?' },
        { id: 2, role: 'model', content: 'Because **so**.', state: 'complete' },
      ],
    }),
  )

  it('shows it', () => {
    expect(html).toMatch(/Why\?.*<strong>so<\/strong>/s)
  })

  it('does not read it out as if it came now', () => {
    expect(html).toContain('<div aria-live="polite" data-middy-chat="live"></div>')
  })
})

describe('Markdown', () => {
  it('draws what a tutor writes', () => {
    expect(render('Look at **this** `i`.\n\n1. a\n2. b\n\n```py\nx\n```')).toMatch(
      /<strong>this<\/strong>.*<code>i<\/code>.*<ol>.*<figure[^>]*dir="ltr".*<code>x<\/code>/s,
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
    ['<!-- a -->', /<!--/],
  ])('makes nothing of %s', (text, forbidden) => {
    expect(render(text)).not.toMatch(forbidden)
  })

  it.each(['https://example.com/a', 'http://example.com/', 'mailto:a@example.com'])(
    'links to %s without a trace',
    (url) => {
      expect(render(`[a](${url})`)).toContain(
        `<a href="${url}" rel="noopener noreferrer nofollow" target="_blank">a</a>`,
      )
    },
  )
})
