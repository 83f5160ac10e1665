import { createElement } from 'react'
import { renderToString } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import { createTutorClient } from '../tutor/tutor-client.ts'
import { Chatbot } from './Chatbot.tsx'

const client = createTutorClient({ endpoint: '/chatbot', getToken: async () => 'token' })

describe('Chatbot', () => {
  it.each([
    ['en', 'Where should I start?'],
    ['ko', '어디서부터 시작하면 좋을까요?'],
  ] as const)('renders on a server, in %s', (locale, suggestion) => {
    const page = { client, problemDetails: {}, userCode: '', locale }
    const html = renderToString(createElement(Chatbot, page))
    expect(html).toContain(suggestion)
    expect(html).toContain(`lang="${locale}"`)
  })

  it('uses the texts of the host instead of its own', () => {
    const messages = { title: 'Coach' }
    const page = { client, problemDetails: {}, userCode: '', messages }
    expect(renderToString(createElement(Chatbot, page))).toContain('Coach')
  })
})

describe('Chatbot with earlier messages', () => {
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

  it('shows them', () => {
    expect(html).toMatch(/Why\?.*<strong>so<\/strong>/s)
  })

  it('does not announce them', () => {
    expect(html).toContain('<div aria-live="polite" data-middy-chat="live"></div>')
  })
})
