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
  it('asks a new chat, goes on with the same, and passes on all but its name', async () => {
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

  it('goes on with a chat of before', async () => {
    const questions: object[] = []
    const ask: ChatsClient['ask'] = async function* (question) {
      questions.push(question)
      yield* answer
    }
    await Array.fromAsync(keptChat({ ask }, 'two', () => {}).ask(request))
    expect(questions).toEqual([{ prompt: 'Why?', chatId: 'two' }])
  })
})

describe('what is shown', () => {
  it('of a chat are its messages, and which of them broke off', () => {
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

  it('of all chats has the newest first, and each once', () => {
    const [one, two] = [
      { id: 'one', title: 'One' },
      { id: 'two', title: 'Two' },
    ] as const
    expect(withNewest([one, two], two)).toEqual([two, one])
    expect(withNewest([one], two)).toEqual([two, one])
  })
})
