import { describe, expect, it } from 'vitest'
import type { ChatQuestion, ChatsEvent, KeptMessage } from '../chats/chats-client.ts'
import { type KeptChatOptions, keptChat, type NamedChat } from './kept-chat.ts'

const chat: ChatsEvent = { type: 'chat', id: 'one', title: 'Why?' }
const said: ChatsEvent[] = [
  { type: 'text', text: 'Because.' },
  { type: 'finish', reason: 'stop' },
]
const failed: ChatsEvent[] = [{ type: 'error', code: 'network', message: '', retryable: true }]

/** A chat whose questions are answered by these events in turn, the last of them again and again. */
const start = (answers: ChatsEvent[][], options: Omit<KeptChatOptions, 'client'> = {}) => {
  const questions: ChatQuestion[] = []
  const named: NamedChat[] = []
  const kept = keptChat({
    onChatChange: (chat) => named.push(chat),
    ...options,
    client: {
      async *ask(question) {
        questions.push(question)
        yield* (answers.length > 1 ? answers.shift() : answers[0]) ?? []
      },
    },
  })
  const ask = (question: number | undefined, query = 'Why?') => {
    const request = { problemDetails: { title: 'Two Sum' }, userCode: 'x', history: [], query }
    return Array.fromAsync(kept.client.ask(request, question === undefined ? {} : { question }))
  }
  return { kept, ask, questions, named }
}

const uuid = expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)

describe('keptChat', () => {
  it('starts a chat, continues it, and passes on every event but its name', async () => {
    const { ask, questions, named } = start([[chat, ...said]])
    expect(await ask(1)).toEqual(said)
    await ask(3, 'And?')
    expect(questions).toEqual([
      { prompt: 'Why?', questionId: uuid },
      { prompt: 'And?', chatId: 'one', questionId: uuid },
    ])
    expect(questions[0]?.questionId).not.toBe(questions[1]?.questionId)
    expect(named).toEqual([
      { id: 'one', title: 'Why?' },
      { id: 'one', title: 'Why?' },
    ])
  })

  it('continues an earlier chat, also for a client that numbers no questions', async () => {
    const { ask, questions } = start([[chat, ...said]], { chatId: 'two' })
    await ask(undefined)
    expect(questions).toEqual([{ prompt: 'Why?', chatId: 'two', questionId: uuid }])
  })

  it('repeats a question whose chat is unknown under the same id', async () => {
    const { ask, questions } = start([failed, failed, [chat, ...said]])
    for (const _ of [1, 2, 3]) await ask(1)
    const [{ questionId } = {}] = questions
    expect(questions).toEqual(Array(3).fill({ prompt: 'Why?', questionId }))
  })

  it('begins no second chat with the next question', async () => {
    const { ask, questions } = start([failed, [chat, ...said]])
    await ask(1)
    await ask(3, 'And?')
    expect(questions[1]?.questionId).toBe(questions[0]?.questionId)
  })

  it('replaces a question that the server has named', async () => {
    const { ask, questions } = start([
      [chat, ...failed],
      [chat, ...said],
    ])
    await ask(1)
    await ask(1, 'Why so?')
    await ask(1, 'Why so?')
    const again = { prompt: 'Why so?', chatId: 'one', replaces: questions[0]?.questionId }
    expect(questions.slice(1)).toEqual([again, again])
  })
})

describe('an earlier question of a kept chat', () => {
  it('is replaced up to the last one that is stored, until the server has done so', async () => {
    const { ask, questions } = start([
      [chat, ...said],
      [chat, ...said],
      failed,
      [chat, ...said],
      [chat, ...said],
    ])
    await ask(1)
    await ask(3, 'And?')
    await ask(1, 'Why so?')
    await ask(1, 'Why so?')
    await ask(7, 'Then?')
    const [first, second, ...others] = questions
    const again = {
      prompt: 'Why so?',
      chatId: 'one',
      replaces: first?.questionId,
      until: second?.questionId,
    }
    expect(others).toEqual([again, again, { prompt: 'Then?', chatId: 'one', questionId: uuid }])
  })

  it('is the last one after that', async () => {
    const { ask, questions } = start([[chat, ...said]])
    for (const question of [1, 3, 1, 1]) await ask(question)
    expect(questions.at(-1)).toEqual({
      prompt: 'Why?',
      chatId: 'one',
      replaces: questions[0]?.questionId,
    })
  })
})

describe('the messages of a kept chat', () => {
  const messages: KeptMessage[] = [
    { id: 'a', role: 'user', content: 'Why?' },
    { role: 'assistant', content: 'Bec', incomplete: true },
    { id: 'b', role: 'user', content: 'Why?' },
    { role: 'assistant', content: 'Because.' },
    { id: 'c', role: 'user', content: 'And?' },
  ]

  it('are shown, and which of them are incomplete', () => {
    expect(start([said], { chatId: 'one', messages }).kept.initialMessages).toEqual([
      { id: 1, role: 'user', content: 'Why?' },
      { id: 2, role: 'model', content: 'Bec', state: 'stopped' },
      { id: 3, role: 'user', content: 'Why?' },
      { id: 4, role: 'model', content: 'Because.', state: 'complete' },
      { id: 5, role: 'user', content: 'And?' },
    ])
  })

  it('are asked again by their ids', async () => {
    const { ask, questions } = start([said], { chatId: 'one', messages })
    await ask(5, 'And now?')
    expect(questions).toEqual([{ prompt: 'And now?', chatId: 'one', replaces: 'c' }])
  })
})
