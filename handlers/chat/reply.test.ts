import { expect, it } from 'vitest'
import { chatReply } from './reply.ts'

const time = '2026-05-01T12:00:00.000Z'
const chat = { id: 'a', user_id: 'b', title: 'Why?', created_at: time, updated_at: time }
it('replies with the text, and with the chat as it is now', () => {
  const messages = [
    { role: 'user', content: 'Why?' },
    { role: 'assistant', content: 'Because.' },
  ]
  const asked = {
    event: { body: { prompt: 'And now?' } },
    context: { chat: { ...chat, messages, history: [] } },
  }
  expect(chatReply({ text: 'Nothing.' } as never, asked)).toEqual({
    response: 'Nothing.',
    chat: {
      ...chat,
      messages: [
        ...messages,
        { role: 'user', content: 'And now?' },
        { role: 'assistant', content: 'Nothing.' },
      ],
    },
  })
})
