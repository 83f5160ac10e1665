import { describe, expect, it } from 'vitest'
import type { ChatsClient, ChatsEvent } from '../../client/chats/chats-client.ts'
import { type ChatTitle, keptChat, shown, withNewest } from './kept-chat.ts'

const request = { problemDetails: { title: 'Two Sum' }, userCode: 'x', history: [], query: 'Why?' }
const answer: ChatsEvent[] = [
  { type: 'chat', id: 'one', title: 'Why?' },
  { type: 'text', text: 'Because.' },
  { type: 'finish', reason: 'stop' },
]

describe('keptChat', () => {
  it('starts a chat, continues it, and passes on every event but its name', async () => {
    const questions: object[] = []
    const told: ChatTitle[] = []
    const ask: ChatsClient['ask'] = async function* (question) {
      questions.push(question)
      yield* answer
    }
    const chat = keptChat({ ask }, undefined, (each) => told.push(each))
    expect(await Array.fromAsync(chat.ask(request))).toEqual(answer.slice(1))
    await Array.fromAsync(chat.ask({ ...request, query: 'And?' }))
    expect(questions).toEqual([{ prompt: 'Why?' }, { prompt: 'And?', chatId: 'one' }])
    expect(told).toEqual([
      { id: 'one', title: 'Why?' },
      { id: 'one', title: 'Why?' },
    ])
  })

  it('continues an earlier chat', async () => {
    const questions: object[] = []
    const ask: ChatsClient['ask'] = async function* (question) {
      questions.push(question)
      yield* answer
    }
    await Array.fromAsync(keptChat({ ask }, 'two', () => {}).ask(request))
    expect(questions).toEqual([{ prompt: 'Why?', chatId: 'two' }])
  })
})

describe('what the page shows', () => {
  it('of a chat: its messages, and which of them are incomplete', () => {
    expect(
      shown([
        { role: 'user', content: 'Why?' },
        { role: 'assistant', content: 'Bec', incomplete: true },
        { role: 'user', content: 'Why?' },
        { role: 'assistant', content: 'Because.' },
      ]),
    ).toEqual([
      { id: 1, role: 'user', content: 'Why?' },
      { id: 2, role: 'model', content: 'Bec', state: 'stopped' },
      { id: 3, role: 'user', content: 'Why?' },
      { id: 4, role: 'model', content: 'Because.', state: 'complete' },
    ])
  })

  it('of all chats: the newest first, each once', () => {
    const [one, two] = [
      { id: 'one', title: 'One' },
      { id: 'two', title: 'Two' },
    ] as const
    expect(withNewest([one, two], two)).toEqual([two, one])
    expect(withNewest([one], two)).toEqual([two, one])
  })
})
